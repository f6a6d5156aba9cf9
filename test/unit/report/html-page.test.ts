import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { pageScript, scriptHash } from "../../../src/report/html-script.ts";
import { pageStyle, styleHash } from "../../../src/report/html-style.ts";

const sha256 = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

// A browser refuses a script or a style that the page's policy does not know by its hash.
it.each([
  ["script", pageScript, scriptHash],
  ["style", pageStyle, styleHash],
])("the policy knows the %s by its hash", (_what, text, hash) => {
  expect(hash).toBe(sha256(text));
  expect(text).not.toMatch(/<\/|<!--|https?:|url\(|@import/);
});
