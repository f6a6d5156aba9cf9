import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Side } from "../../../src/base/side.ts";
import { blockLines, directiveWithHeading, isHeading, startOfBlocks } from "../../../src/syntax/blocks.ts";
import { parse } from "../../../src/syntax/cst.ts";
import type { Directive } from "../../../src/syntax/lexer.ts";
import { forAll } from "../../property/generate.ts";

const line = fc.constantFrom(
  "Host a\n",
  "  host=b\n",
  '"Host" c\n',
  "Match all\n",
  "match user x\n",
  "HostName h\n",
  "  HostKeyAlias k\n",
  "ServerAliveInterval 60\n",
  "\tClientAliveInterval 60\r\n",
  "# Host z\n",
  "\n",
  '"\n',
  "Hosts x\n",
  "Host\n",
  "User \0 Host q\n",
);

/** The same from all lines of the file. */
function byAllLines(text: string, side: Side, keywordStart: number) {
  const all = parse({ path: "c", text }, side).lines.filter((one): one is Directive => one.kind === "directive");
  const at = all.findIndex((one) => one.keywordStart === keywordStart);
  const heading = all.slice(0, at).findLast((one) => isHeading(one, side)) ?? null;
  const from = heading === null ? 0 : all.indexOf(heading) + 1;
  const next = all.findIndex((one, index) => index >= from && isHeading(one, side));
  return { directive: all[at], heading, lines: all.slice(from, next === -1 ? all.length : next) };
}

describe("one block of a file", () => {
  it("is what all lines of the file say it is", () => {
    forAll(
      fc.property(fc.array(line, { maxLength: 9 }), fc.constantFrom<Side>("client", "server"), (lines, side) => {
        const source = { path: "c", text: lines.join("") };
        const directives = parse(source, side).lines.filter((one): one is Directive => one.kind === "directive");
        const first = directives.find((one) => isHeading(one, side));
        expect(startOfBlocks(source, side)).toBe(first?.start ?? source.text.length);
        for (const one of directives) {
          const expected = byAllLines(source.text, side, one.keywordStart);
          const found = directiveWithHeading(source, side, one.keywordStart, false);
          expect(found).toEqual({ directive: expected.directive, heading: expected.heading });
          if (!isHeading(one, side)) expect(blockLines(source, side, expected.heading)).toEqual(expected.lines);
        }
      }),
      2000,
    );
  });
});

it("a comment with a NUL hides the next line only from versions that do not cut at # first", () => {
  const text = "# x\0y\nClientAliveCountMax 10\n";
  const source = { path: "/f", text };
  const at = text.indexOf("Client");
  expect(directiveWithHeading(source, "server", at, true)?.directive.keywordStart).toBe(at);
  expect(directiveWithHeading(source, "server", at, false)).toBeNull();
});
