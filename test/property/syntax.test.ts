import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, print, tokens } from "../../src/syntax/cst.ts";
import { lineStarts, positionAt } from "../../src/syntax/source.ts";
import { anySide, anyText, configs, forAll, sides } from "./generate.ts";

const source = (text: string) => ({ path: "config", text });

describe("the tree of a file", () => {
  it("gives any bytes back", () => {
    forAll(
      fc.property(anyText, anySide, (text, side) => {
        expect(print(parse(source(text), side))).toBe(text);
      }),
      1500,
    );
  });

  it.each(sides)("gives every %s config back", (side) => {
    forAll(
      fc.property(configs(side), (text) => {
        expect(print(parse(source(text), side))).toBe(text);
      }),
      200,
    );
  });

  it("covers every byte once, in order", () => {
    forAll(
      fc.property(anyText, anySide, (text, side) => {
        let at = 0;
        for (const { start, end } of tokens(parse(source(text), side))) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThanOrEqual(start);
          at = end;
        }
        expect(at).toBe(text.length);
      }),
      1500,
    );
  });

  it("keeps every line within one line of the file", () => {
    forAll(
      fc.property(anyText, anySide, (text, side) => {
        for (const { start, end } of parse(source(text), side).lines) {
          expect(start === 0 || text[start - 1] === "\n").toBe(true);
          expect(text.slice(start, end - 1)).not.toContain("\n");
          expect(end === text.length || text[end - 1] === "\n").toBe(true);
        }
      }),
      1500,
    );
  });
});

describe("positions", () => {
  it("count lines at \\n and columns in bytes", () => {
    forAll(
      fc.property(anyText, fc.nat(), (text, any) => {
        const offset = any % (text.length + 1);
        const before = text.slice(0, offset).split("\n");
        const expected = { line: before.length, column: (before.at(-1) ?? "").length + 1 };
        const at = source(text);
        expect(positionAt(at, offset)).toEqual(expected);
        expect((lineStarts(at)[expected.line - 1] ?? 0) + expected.column - 1).toBe(offset);
      }),
      1500,
    );
  });
});
