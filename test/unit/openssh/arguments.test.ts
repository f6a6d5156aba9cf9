import { describe, expect, it } from "vitest";
import { argvSplit, strdelimSplit } from "../../../src/openssh/arguments.ts";

const values = (found: readonly { readonly value: string }[] | null) => found?.map(({ value }) => value) ?? null;

describe("argv_split, 8.7 and later", () => {
  it.each([
    ["60", ["60"]],
    ["a  b\tc", ["a", "b", "c"]],
    ['"60"', ["60"]],
    ["'60'", ["60"]],
    ['1"5"', ["15"]],
    [`"1"'5'`, ["15"]],
    ['"a b" c', ["a b", "c"]],
    ["a\\ b", ["a b"]],
    ['"a\\"b"', ['a"b']],
    ["\\15", ["\\15"]],
    ["15 # don't", ["15"]],
    ["15#c", ["15#c"]],
    ['15 "#c"', ["15", "#c"]],
    ['""', [""]],
    ["15\rx", ["15\rx"]],
    ['"open', null],
    ["it's", null],
  ])("%j", (text, expected) => {
    expect(values(argvSplit(text, 0, text.length))).toEqual(expected);
  });
});

describe("strdelim again and again, up to 8.6", () => {
  it.each([
    ["60", ["60"]],
    ['"60"', ["60", ""]],
    ['"1"5', ["1", "5"]],
    ["'60'", ["'60'"]],
    ["15=", ["15", ""]],
    ["a=b", ["a", "b"]],
    ['"open', []],
  ])("%j", (text, expected) => {
    expect(values(strdelimSplit(text, 0, text.length))).toEqual(expected);
  });
});

it("says where each argument stands, quotes included", () => {
  expect(argvSplit('x "60" y', 2, 8)?.map(({ start, end }) => [start, end])).toEqual([
    [2, 6],
    [7, 8],
  ]);
});
