import { expect, it } from "vitest";
import { expandGlob } from "../../../src/eval/glob.ts";
import { memoryFiles } from "../../../src/io/memory-files.ts";

const files = memoryFiles({
  "/c/b.conf": "",
  "/c/a.conf": "",
  "/c/B.conf": "",
  "/c/.hidden.conf": "",
  "/c/x{1}": "",
  "/c/star*": "",
  "/c/dir/a.conf": "",
});

it.each([
  ["/c/*.conf", ["/c/B.conf", "/c/a.conf", "/c/b.conf"]],
  ["/c/.*.conf", ["/c/.hidden.conf"]],
  ["/c/[ab].conf", ["/c/a.conf", "/c/b.conf"]],
  ["/c/[!a].conf", ["/c/B.conf", "/c/b.conf"]],
  ["/c/[[:lower:]].conf", ["/c/a.conf", "/c/b.conf"]],
  ["/c/[![:lower:]].conf", ["/c/B.conf"]],
  ["/c/[[:upper:]a].conf", ["/c/B.conf", "/c/a.conf"]],
  ["/c/[[:upper:][:lower:]].conf", ["/c/B.conf", "/c/a.conf", "/c/b.conf"]],
  ["/c/[[:nonsense:]a].conf", []],
  ["/c/[[:a].conf", ["/c/a.conf"]],
  ["/c/[\\]a].conf", ["/c/a.conf"]],
  ["/c/[]a].conf", ["/c/a.conf"]],
  ["/c/[b-a].conf", []],
  ["/c/[a-].conf", ["/c/a.conf"]],
  ["/c/?.conf", ["/c/B.conf", "/c/a.conf", "/c/b.conf"]],
  ["/c/x{1}", ["/c/x{1}"]],
  ["/c/{a,b}.conf", []],
  ["/c/star\\*", ["/c/star*"]],
  ["/*/dir/*", ["/c/dir/a.conf"]],
  ["/c/dir", ["/c/dir"]],
  ["/c/none", []],
  ["/none/*", []],
])("%s", (pattern, expected) => {
  expect(expandGlob(files, pattern)).toEqual(expected);
});
