import { expect, it } from "vitest";
import { parseCommandLine } from "../../../src/cli/options.ts";
import { quickLint } from "../../../src/cli/quick.ts";

const silent = () => undefined;

// Whatever the quick way takes, commander takes in the same way.
it.each([
  [[]],
  [["config"]],
  [["lint", "config"]],
  [["--fix", "config", "other"]],
  [["-q", "--strict", "--exit-zero", "--live", "."]],
  [["--side", "server", "--diff", "--unsafe-fixes", "x"]],
  [["--policy", "cis-2022", "--network", "aws", "--openssh", "9.2", "-f", "json", "x"]],
  [["-f", "text", "--format", "sarif=out.sarif", "x"]],
  [["--format", "compact", "--stdin-filename", "sshd_config", "-"]],
  [["--no-config", "--no-color", "x"]],
  [["--color", "x"]],
  [["--color=never", "x", "effective"]],
])("%j", (argv) => {
  const quick = quickLint(argv);
  expect(quick).not.toBeNull();
  expect(parseCommandLine(argv, "0", silent)).toEqual({ kind: "lint", ...quick });
});

it.each([
  [["effective", "web1"]],
  [["explain"]],
  [["--help"]],
  [["-V", "x"]],
  [["--", "x"]],
  [["--side", "both"]],
  [["--max-warnings", "3"]],
  [["--polciy", "x"]],
  [["-f"]],
  [["--rule", "a=b"]],
])("leaves %j to commander", (argv) => {
  expect(quickLint(argv)).toBeNull();
});
