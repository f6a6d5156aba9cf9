import type { RemarkPlace } from "../eval/connection.ts";
import type { Mend } from "../eval/stored-remark.ts";
import type { Intent } from "./finding.ts";

/** A reader's own way to set something right, as what a fix is to bring about. */
export function mendIntents({ source, mend }: RemarkPlace & { readonly mend: Mend | null }): Intent[] {
  if (mend === null) return [];
  const { title, safety, replacements } = mend;
  return replacements.map(({ at, text }) => ({ kind: "insert", place: { source, ...at }, text, title, safety }));
}
