import { expect, it } from "vitest";
import { lineFingerprints } from "../../../src/report/line-fingerprints.ts";
import { bytes } from "./helpers.ts";

function all(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/).map((_, index) => index + 1);
  const found = lineFingerprints(text, lines);
  return lines.map((line) => found.get(line) ?? "none");
}

const greetings = [
  "e9496ae3ebfced30:1",
  "fb7c023a8b9ccb3f:1",
  "ce8ba1a563dcdaca:1",
  "e20e36e16fcb0cc8:1",
  "b3edc88f2938467e:1",
  "c8e28b0b4002a3a0:1",
  "c129715d7a2bc9a3:1",
];

// The values are those that GitHub's upload action itself computes for these texts.
it.each([
  ["nothing", "", ["c129715d7a2bc9a3:1"]],
  [
    "blanks do not count",
    " a\nb\n  \t\tc\n d",
    ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
  ],
  [
    "no final newline",
    " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
    [
      "8b7cf3e952e7aeb2:1",
      "b1ae1287ec4718d9:1",
      "bff680108adb0fcc:1",
      "c6805c5e1288b612:1",
      "b86d3392aea1be30:1",
      "e6ceba753e1a442:1",
    ],
  ],
  ["LF", " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", greetings],
  ["CR", " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", greetings],
  ["CR LF", " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", greetings],
  ["mixed", " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", greetings],
  [
    "repeated lines",
    "Lorem ipsum dolor sit amet.\n".repeat(10),
    [
      "a7f2ff13bc495cf2:1",
      "a7f2ff13bc495cf2:2",
      "a7f2ff13bc495cf2:3",
      "a7f2ff13bc495cf2:4",
      "a7f2ff13bc495cf2:5",
      "a7f2ff13bc495cf2:6",
      "a7f2ff1481e87703:1",
      "a9cf91f7bbf1862b:1",
      "55ec222b86bcae53:1",
      "cc97dc7b1d7d8f7b:1",
      "c129715d7a2bc9a3:1",
    ],
  ],
])("%s", (_what, text, expected) => {
  expect(all(text)).toEqual(expected);
});

/** The definition, with integers of any size, character by character. */
function byDefinition(text: string): string {
  const window = `${text.replaceAll(/[ \t]/g, "")}\uffff`.slice(0, 100).padEnd(100, "\0");
  let hash = 0n;
  for (let at = 0; at < 100; at++) hash = BigInt.asUintN(64, hash * 37n + BigInt(window.charCodeAt(at)));
  return `${hash.toString(16)}:1`;
}

it.each(["é", "日本 東京", "😀", "\ufeffHost *", "\u{10ffff}".repeat(60)])("counts UTF-16 units: %s", (text) => {
  expect(all(bytes(text))).toEqual([byDefinition(text)]);
});

it("takes a byte that is no UTF-8 for one replacement character", () => {
  expect(all("a\xffb")).toEqual([byDefinition("a\ufffdb")]);
});

it("knows a line again when lines come above it", () => {
  const line = `  ServerAliveInterval 900 # ${"x".repeat(100)}\n`;
  expect(lineFingerprints(`Host a\nHost b\n${line}`, [3]).get(3)).toBe(lineFingerprints(line, [1]).get(1));
});
