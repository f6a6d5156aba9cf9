import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cellsOf,
  decodedText,
  displayWidth,
  safeText,
  withoutWorkflowCommands,
} from "../../../src/report/safe-text.ts";
import { forAll } from "../../property/generate.ts";
import { bytes } from "./helpers.ts";

describe("safeText", () => {
  it.each([
    ["plain ASCII", "ServerAliveInterval 60", "ServerAliveInterval 60"],
    ["an escape sequence", "\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"],
    ["a link by OSC 8, ended by BEL", "\x1b]8;;http://x\x07", "\\x1b]8;;http://x\\x07"],
    ["CR, LF, tab", "a\rb\nc\td", "a\\rb\\nc\\td"],
    ["NUL and DEL", "a\0b\x7f", "a\\x00b\\x7f"],
    ["C1 as bytes: no valid UTF-8", "a\x9b31m", "a\\x9b31m"],
    ["C1 in UTF-8", bytes("\u009b31m"), "\\u009b31m"],
    [
      "bidirectional overrides",
      bytes("\u202eabc\u202c \u2066x\u2069 \u200e\u200f\u061c"),
      "\\u202eabc\\u202c \\u2066x\\u2069 \\u200e\\u200f\\u061c",
    ],
    ["line and paragraph separators", bytes("a\u2028b\u2029c"), "a\\u2028b\\u2029c"],
    [
      "zero-width characters",
      bytes("a\u200bb\u200cc\u200dd\ufeffe\u2060f\u00adg"),
      "a\\u200bb\\u200cc\\u200dd\\ufeffe\\u2060f\\u00adg",
    ],
    ["tag characters", bytes("a\u{e0041}"), "a\\u{e0041}"],
    ["a no-break space, which ssh does not take for a blank", bytes("Interval\u00a060"), "Interval\\u00a060"],
    ["valid UTF-8", bytes("schöne grüße 日本 🔑"), "schöne grüße 日本 🔑"],
    ["latin1 bytes", "sch\xf6ne", "sch\\xf6ne"],
    ["an overlong slash", "\xc0\xaf", "\\xc0\\xaf"],
    ["a surrogate in UTF-8", "\xed\xa0\x80", "\\xed\\xa0\\x80"],
    ["beyond Unicode", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"],
    ["a cut sequence", "a\xe2\x82", "a\\xe2\\x82"],
    ["a cut sequence before text", "\xe2\x82x", "\\xe2\\x82x"],
    ["our own words around a value", `cut short: "${bytes("ü")}…"`, 'cut short: "ü…"'],
    ["a lone surrogate of our own", "a\ud800b", "a\\ud800b"],
    ["noncharacters", bytes("\ufffe"), "\\ufffe"],
  ])("%s", (_, text, shown) => {
    expect(safeText(text)).toBe(shown);
  });

  it("lets nothing through that moves a cursor or starts a line, whatever the bytes are", () => {
    const latin1 = fc.array(fc.integer({ min: 0, max: 255 })).map((codes) => String.fromCharCode(...codes));
    forAll(
      fc.property(latin1, (text) => !/[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(safeText(text))),
    );
  });
});

describe("decodedText", () => {
  it.each([
    ["valid UTF-8", bytes("/home/jürgen/日本"), "/home/jürgen/日本"],
    ["other bytes", "/home/j\xfcrgen", "/home/j\\xfcrgen"],
    ["controls stay: JSON escapes them", "a\x1bb\n", "a\x1bb\n"],
  ])("%s", (_, text, decoded) => {
    expect(decodedText(text)).toBe(decoded);
  });
});

describe("workflow commands", () => {
  it.each([
    ["::error::x", "\\::error::x"],
    ["a\n  ::add-mask::y\nb", "a\n  \\::add-mask::y\nb"],
    ["\x1b[1m::error::x", "\x1b[1m\\::error::x"],
    ["in the middle ::error::x", "in the middle ::error::x"],
    ["3 | # ##[stop-commands]x", "3 | # ##\\[stop-commands]x"],
    ["##vso[task.setvariable]x", "##vso\\[task.setvariable]x"],
    ["Host a::b", "Host a::b"],
  ])("%j", (text, inert) => {
    expect(withoutWorkflowCommands(text)).toBe(inert);
  });
});

describe("width", () => {
  it.each([
    ["abc", 3],
    ["ü", 1],
    ["日本", 4],
    ["🔑", 2],
    ["e\u0301", 1],
    ["ｈ", 2],
  ])("%s: %i", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it("tabs reach the next stop", () => {
    expect(cellsOf("\ta\tb").map(({ text }) => text)).toEqual(["    ", "a", "   ", "b"]);
  });

  it("cells cover every byte", () => {
    const line = `${bytes("日本")}\xff\x00x`;
    expect(cellsOf(line).map(({ start, end, width }) => [start, end, width])).toEqual([
      [0, 3, 2],
      [3, 6, 2],
      [6, 7, 4],
      [7, 8, 4],
      [8, 9, 1],
    ]);
  });
});
