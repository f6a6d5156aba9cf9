import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply, type Edit, normalise, overlap } from "../../src/edit/edit.ts";
import { anyText, forAll } from "./generate.ts";

const path = "config";

interface Change {
  readonly text: string;
  /** In order, none touching another. */
  readonly edits: readonly Edit[];
  /** What stays, in order: one piece more than there are edits. */
  readonly kept: readonly string[];
}

/** A text put together from pieces that stay and pieces that are replaced, so that the outcome is known without `apply`. */
const changes: fc.Arbitrary<Change> = fc
  .tuple(anyText, fc.array(fc.tuple(anyText, anyText, anyText), { maxLength: 6 }))
  .map(([first, rest]) => {
    const edits: Edit[] = [];
    const kept = [first];
    let text = first;
    for (const [old, replacement, next] of rest) {
      edits.push({ path, offset: text.length, length: old.length, text: replacement });
      // Two edits at one place would be a conflict.
      const between = next === "" ? "-" : next;
      kept.push(between);
      text += old + between;
    }
    return { text, edits, kept };
  });

const shuffled = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });

const anyEdit: fc.Arbitrary<Edit> = fc.record({
  path: fc.constantFrom("config", "other"),
  offset: fc.nat(12),
  length: fc.nat(5),
  text: fc.constantFrom("", "a", "b"),
});

describe("apply", () => {
  it("replaces what is named and keeps every other byte", () => {
    forAll(
      fc.property(changes, ({ text, edits, kept }) => {
        const expected = kept.map((piece, index) => piece + (edits[index]?.text ?? "")).join("");
        expect(apply(text, edits)).toBe(expected);
      }),
      300,
    );
  });

  it("does not care for the order of the list", () => {
    const reordered = changes.chain((change) => shuffled(change.edits).map((other) => ({ ...change, other })));
    forAll(
      fc.property(reordered, ({ text, edits, other }) => apply(text, other) === apply(text, edits)),
      300,
    );
  });

  it("with nothing to do gives the text back", () => {
    forAll(
      fc.property(anyText, (text) => apply(text, []) === text),
      300,
    );
  });

  it("is undone by the reverse edits", () => {
    forAll(
      fc.property(changes, ({ text, edits }) => {
        let shift = 0;
        const reverse = edits.map(({ offset, length, text: replacement }) => {
          const back: Edit = {
            path,
            offset: offset + shift,
            length: replacement.length,
            text: text.slice(offset, offset + length),
          };
          shift += replacement.length - length;
          return back;
        });
        expect(apply(apply(text, edits), reverse)).toBe(text);
      }),
      300,
    );
  });

  it.each([
    [
      "overlap",
      [
        { path, offset: 0, length: 3, text: "" },
        { path, offset: 2, length: 1, text: "" },
      ],
    ],
    ["reach beyond the text", [{ path, offset: 4, length: 9, text: "" }]],
  ])("takes edits that %s for a bug", (_how, edits) => {
    expect(() => apply("abcdef", edits)).toThrow(RangeError);
  });
});

describe("overlap", () => {
  it("is symmetric, and true of an edit and itself", () => {
    forAll(
      fc.property(anyEdit, anyEdit, (a, b) => overlap(a, b) === overlap(b, a)),
      300,
    );
    forAll(
      fc.property(anyEdit, (edit) => overlap(edit, edit) === true),
      300,
    );
  });

  it("is false exactly where both can be applied in either order to the same end", () => {
    forAll(
      fc.property(anyEdit, anyEdit, (a, b) => {
        const [left, right] = [
          { ...a, path },
          { ...b, path },
        ];
        if (overlap(left, right)) return;
        expect(apply("x".repeat(20), [left, right])).toBe(apply("x".repeat(20), [right, left]));
      }),
      300,
    );
  });

  it("never holds between files", () => {
    forAll(
      fc.property(anyEdit, anyEdit, (a, b) => {
        expect(overlap({ ...a, path: "one" }, { ...b, path: "two" })).toBe(false);
      }),
      300,
    );
  });
});

describe("normalise", () => {
  it("sorts, drops what is said twice, and does nothing the second time", () => {
    forAll(
      fc.property(fc.array(anyEdit, { maxLength: 8 }), (edits) => {
        const once = normalise(edits);
        expect(normalise(once)).toEqual(once);
        expect(normalise([...edits, ...edits])).toEqual(once);
        for (const edit of edits) expect(once).toContainEqual(edit);
        for (const [index, edit] of once.entries()) {
          const before = once[index - 1];
          if (before?.path === edit.path) expect(before.offset).toBeLessThanOrEqual(edit.offset);
        }
      }),
      300,
    );
  });

  it("says the same whatever the order", () => {
    const change = changes.chain(({ text, edits }) => shuffled(edits).map((other) => ({ text, edits, other })));
    forAll(
      fc.property(change, ({ edits, other }) => JSON.stringify(normalise(other)) === JSON.stringify(normalise(edits))),
      300,
    );
  });
});
