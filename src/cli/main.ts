import { safeText } from "../report/safe-text.ts";
import { toBytes } from "./bytes.ts";
import type { Command } from "./command.ts";
import type { Context } from "./context.ts";
import { lintCommand } from "./lint-command.ts";
import { type Bundles, nodeHost } from "./node-host.ts";
import { isUnwritable, writeAll } from "./output.ts";
import { quickLint } from "./quick.ts";

/** Runs the command line; resolves to the exit status, also when something here is broken. */
export async function main(argv: readonly string[], version: () => string, bundles: Bundles): Promise<number> {
  try {
    const quick = quickLint(argv);
    const command: Command =
      quick === null
        ? bundles["command-line"]().parseCommandLine(argv, version(), writeAll)
        : { kind: "lint", ...quick };
    return await run(command, { host: nodeHost(bundles), bundles, env: process.env, version });
  } catch (error) {
    if (isUnwritable(error)) {
      writeAll(2, `keepalive-lint: ${safeText(toBytes(error.message))}\n`);
      return 2;
    }
    if (isWithoutDirectory(error)) {
      writeAll(2, "keepalive-lint: the current directory does not exist any more; change into one that does\n");
      return 2;
    }
    const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    writeAll(2, `keepalive-lint: internal error, please report: ${words}\n`);
    if (process.env.KEEPALIVE_LINT_DEBUG !== undefined && error instanceof Error) writeAll(2, `${error.stack}\n`);
    return 2;
  }
}

/** The shell is in a directory that somebody has removed. */
const isWithoutDirectory = (error: unknown): boolean =>
  error instanceof Error && "syscall" in error && error.syscall === "uv_cwd";

async function run(command: Command, context: Context): Promise<number> {
  const { bundles } = context;
  switch (command.kind) {
    case "lint":
      return lintCommand(command.paths, command.options, context);
    case "effective":
      return bundles.effective().effectiveCommand(command.hosts, command.options, context);
    case "explain":
      return bundles.explain().explainCommand(command.words, context);
    case "init":
      return bundles.init().initCommand(context);
    case "completion":
      return bundles.completion().completionCommand(command.shell);
    case "done":
      return command.status;
  }
}
