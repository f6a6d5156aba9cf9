import ignore from "ignore";
import type { IgnoreRules } from "../discovery/ignored.ts";

/** Reads gitignore(5) patterns; names are bytes, and case counts as it does for git on Linux. */
export function readIgnore(text: string): IgnoreRules {
  const patterns = ignore({ ignorecase: false, allowRelativePaths: true }).add(text);
  return (relative) => {
    const { ignored, unignored } = patterns.test(relative);
    return ignored ? true : unignored ? false : null;
  };
}
