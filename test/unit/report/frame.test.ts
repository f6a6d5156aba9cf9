import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frame } from "../../../src/report/frame.ts";
import { plain } from "../../../src/report/paint.ts";
import { displayWidth } from "../../../src/report/safe-text.ts";
import { forAll } from "../../property/generate.ts";
import { bytes } from "./helpers.ts";

/** The frame of the first `piece` in a text, as one string behind a line end. */
function framed(text: string, piece: string, label?: string, width = 60): string {
  const start = piece === "" ? text.length : text.indexOf(piece);
  return `\n${frame({ source: { path: "config", text }, start, end: start + piece.length }, label, width, plain).join("\n")}\n`;
}

describe("frame", () => {
  it("marks the piece below the line before it", () => {
    expect(framed("Host a\n  ServerAliveInterval 600\n", "600", "first probe after 600 s")).toMatchInlineSnapshot(`
      "
          1 | Host a
          2 |   ServerAliveInterval 600
            |                       ^^^ first probe after 600 s
      "
    `);
  });

  it("passes over a blank line above", () => {
    expect(framed("Host a\n\nCompression yes\n", "Compression")).toMatchInlineSnapshot(`
      "
          3 | Compression yes
            | ^^^^^^^^^^^
      "
    `);
  });

  it("tabs become spaces, and the mark stays under its piece", () => {
    expect(framed("Host a\n\tServerAliveInterval\t600\n", "600", "here")).toMatchInlineSnapshot(`
      "
          1 | Host a
          2 |     ServerAliveInterval 600
            |                         ^^^ here
      "
    `);
  });

  it("wide and combining characters", () => {
    expect(framed(bytes("# 日本 e\u0301 600\n"), "600", "here")).toMatchInlineSnapshot(`
      "
          1 | # 日本 é 600
            |          ^^^ here
      "
    `);
  });

  it("CRLF, NUL and an invalid byte", () => {
    expect(framed("Host a\r\nUser \xfc\0 600\r\n", "600", "here")).toMatchInlineSnapshot(`
      "
          1 | Host a
          2 | User \\xfc\\x00 600
            |               ^^^ here
      "
    `);
  });

  it("a long line is cut around the mark", () => {
    expect(framed(`# ${"left ".repeat(30)}600 ${"right ".repeat(30)}\n`, "600", "here")).toMatchInlineSnapshot(`
      "
          1 | ...eft left left 600 right right right right righ...
            |                  ^^^ here
      "
    `);
  });

  it("a long line whose mark is at its beginning", () => {
    expect(framed(`Host first ${"more ".repeat(30)}\n`, "first", "here")).toMatchInlineSnapshot(`
      "
          1 | Host first more more more more more more more mor...
            |      ^^^^^ here
      "
    `);
  });

  it("a mark longer than the line has room for", () => {
    expect(framed(`Host ${"x".repeat(100)}\n`, `Host ${"x".repeat(100)}`, "all of it")).toMatchInlineSnapshot(`
      "
          1 | Host xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
            | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            | all of it
      "
    `);
  });

  it("a label that does not fit beside the mark", () => {
    expect(framed(`${" ".repeat(40)}600\n`, "600", "the first probe leaves after 600 s")).toMatchInlineSnapshot(`
      "
          1 |                                         600
            |                                         ^^^
            |                   the first probe leaves after 600 s
      "
    `);
  });

  it("a place without width at the end of the file", () => {
    expect(framed("Host a\n  User b\n", "", "here")).toMatchInlineSnapshot(`
      "
          2 |   User b
          3 |
            | ^ here
      "
    `);
  });

  it("a place without width behind the last line", () => {
    expect(framed("Host a\n  User b", "", "here")).toMatchInlineSnapshot(`
      "
          1 | Host a
          2 |   User b
            |         ^ here
      "
    `);
  });

  it("1:1 in an empty file", () => {
    expect(framed("", "", "here")).toMatchInlineSnapshot(`
      "
          1 |
            | ^ here
      "
    `);
  });

  it("line numbers of different length", () => {
    expect(framed(`${"#\n".repeat(9)}Port 22\n`, "22")).toMatchInlineSnapshot(`
      "
           9 | #
          10 | Port 22
             |      ^^
      "
    `);
  });

  it("a line of megabytes", () => {
    const text = `${"a ".repeat(2_000_000)}600${" b".repeat(2_000_000)}`;
    expect(framed(text, "600", "here")).toMatchInlineSnapshot(`
      "
          1 | ...a a a a a a a 600 b b b b b b b b b b b b b b ...
            |                  ^^^ here
      "
    `);
  });

  it("never wider than asked, and one line a line, whatever the bytes are", () => {
    const text = fc.array(
      fc.constantFrom("a", " ", "\t", "\n", "\r", "\0", "\xff", bytes("日"), bytes("\u0301"), "\x1b"),
      { maxLength: 200 },
    );
    forAll(
      fc.property(text, fc.nat(), fc.nat(20), (pieces, at, length) => {
        const whole = pieces.join("");
        const start = Math.min(at % (whole.length + 1), whole.length);
        const end = Math.min(start + length, whole.length);
        const lines = frame({ source: { path: "x", text: whole }, start, end }, "a label", 60, plain);
        return lines.every((line) => displayWidth(line) <= 60 && !/[\n\r\t]/.test(line));
      }),
    );
  });
});
