import type { Side } from "../base/side.ts";
import { clientKeywords } from "./client-keywords.ts";
import type { KeywordGroup } from "./keywords.ts";
import { serverKeywords } from "./server-keywords.ts";

/** A line for each group: its names, each between bars, then as JSON what its rows share. */
const linesOf = (groups: readonly KeywordGroup[]): string =>
  groups.map(([names, form, more]) => `|${names.replaceAll(" ", "|")}|${JSON.stringify({ form, ...more })}\n`).join("");

/**
 * The keyword tables as texts. A run asks for a few keywords, and to make all rows takes longer than to read its file: in the
 * bundles this module is what it comes to (bundling/folding.ts), and a row is made when it is asked for.
 */
export const keywordLines: Readonly<Record<Side, string>> = {
  client: linesOf(clientKeywords),
  server: linesOf(serverKeywords),
};
