import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
// @ts-expect-error: a script without types, run by npm as well
import { rendered } from "./readme.mjs";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

it("says what the program says (npm run gen)", () => {
  expect(rendered(readme)).toBe(readme);
});

it("names exactly the two commands for a fresh machine before anything else", () => {
  const first = readme.slice(0, readme.indexOf("## Use"));
  expect(first.match(/^npm .*$/gm)).toEqual([
    "npm ci && npm run --silent build && node bin/keepalive-lint.cjs",
    "npm ci && npm test",
  ]);
});
