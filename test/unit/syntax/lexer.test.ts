import { describe, expect, it } from "vitest";
import { parse, print, tokens } from "../../../src/syntax/cst.ts";
import { strdelim } from "../../../src/syntax/lexer.ts";
import { lineText, positionAt } from "../../../src/syntax/source.ts";

const source = (text: string) => ({ path: "f", text });

/** "keyword|arguments" of each directive, "~reason" of each swallowed line. */
function seen(text: string, side: "client" | "server" = "client"): string[] {
  return parse(source(text), side).lines.map((line) =>
    line.kind === "swallowed" ? `~${line.because}` : `${line.keyword}|${text.slice(line.restStart, line.restEnd)}`,
  );
}

describe("lines as OpenSSH takes them apart", () => {
  it.each([
    ["Port 22", ["Port|22"]],
    ["  Port\t22  \t", ["Port|22"]],
    ["Port=22", ["Port|22"]],
    ["Port = 22", ["Port|22"]],
    ["Port == 22", ["Port|= 22"]],
    ["=Port 22", ["Port|22"]],
    [" = Port 22", ["Port|22"]],
    ["==Port 22", ["~empty-keyword"]],
    ['"Port" 22', ["Port|22"]],
    ['"Port"22', ["Port|22"]],
    ['"Port"=22', ["Port|=22"]],
    ['"Port 22', ["~unterminated-quote"]],
    ['Po"r"t 22', ["Por|t 22"]],
    ['"" Port 22', ["Port|22"]],
    ["Port 22\r\n", ["Port|22"]],
    ["Port 22\f", ["Port|22"]],
    ["\fPort 22", ["\fPort|22"]],
    ["Port\v22", ["Port\v22|"]],
    ["# Port 22", []],
    ["   # Port 22", []],
    ["=# Port 22", []],
    ["", []],
    [" \t\r\n", []],
    ["Port", ["Port|"]],
    ["Port 22\0 junk", ["Port|22"]],
    ["\xef\xbb\xbfPort 22", ["\xef\xbb\xbfPort|22"]],
    ["Port 22 # c", ["Port|22 # c"]],
    ["a 1\rb 2", ["a|1\rb 2"]],
  ])("%j", (text, expected) => {
    expect(seen(text)).toEqual(expected);
  });

  it("keeps a form feed that is all that is left of a line, on the server after its indentation", () => {
    expect(seen("\f")).toEqual(["\f|"]);
    expect(seen("  \f")).toEqual([]);
    expect(seen("  \f", "server")).toEqual(["\f|"]);
  });
});

describe("tokens", () => {
  it.each(["", "\n", "a", "a 1\r\n\r\n# x\n b=2", '"open\n== x\n\0\xff', "Host *\n\tPort 22 \f\n"])(
    "cover every byte of %j",
    (text) => {
      const cst = parse(source(text), "client");
      expect(print(cst)).toBe(text);
      let at = 0;
      for (const { start, end } of tokens(cst)) {
        expect(start).toBe(at);
        at = end;
      }
      expect(at).toBe(text.length);
    },
  );
});

describe("strdelim", () => {
  it.each([
    ["a b", "a", 2],
    ["a = b", "a", 4],
    ["a=", "a", 2],
    ["a", "a", null],
    ['"a b" c', "a b", 6],
    ['x"y"z', "xy", 4],
  ])("%j", (text, value, next) => {
    expect(strdelim(text, 0, text.length)).toMatchObject({ value, next });
  });

  it("sees nothing behind an unmatched quote", () => {
    expect(strdelim('a"b', 0, 3)).toBeNull();
  });
});

describe("positions", () => {
  const text = source("ab\ncd\r\n\nlast");
  it.each([
    [0, 1, 1],
    [2, 1, 3],
    [3, 2, 1],
    [7, 3, 1],
    [8, 4, 1],
    [12, 4, 5],
  ])("offset %i", (offset, line, column) => {
    expect(positionAt(text, offset)).toEqual({ line, column });
  });

  it("gives a line's text without its end", () => {
    expect(lineText(text, 4)).toBe("last");
    expect(lineText(text, 9)).toBe("");
  });
});
