import type { Context } from "./context.ts";
import { effectiveCommand } from "./effective-command.ts";
import { explainCommand } from "./explain-command.ts";
import { initCommand } from "./init-command.ts";
import { lintCommand } from "./lint-command.ts";
import { type Bundles, nodeHost } from "./node-host.ts";
import { runCommandLine } from "./options.ts";
import { writeAll } from "./output.ts";

/** Runs the command line; resolves to the exit status, also when something here is broken. */
export async function main(argv: readonly string[], version: string, bundles: Bundles): Promise<number> {
  try {
    const context: Context = { host: nodeHost(bundles), bundles, env: process.env, version };
    return await runCommandLine(argv, version, {
      lint: (paths, options) => lintCommand(paths, options, context),
      effective: (hosts, options) => effectiveCommand(hosts, options, context),
      explain: async (rule) => explainCommand(rule),
      init: async () => initCommand(context),
      write: writeAll,
    });
  } catch (error) {
    const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    writeAll(2, `keepalive-lint: internal error, please report: ${words}\n`);
    if (process.env["KEEPALIVE_LINT_DEBUG"] !== undefined && error instanceof Error) writeAll(2, `${error.stack}\n`);
    return 2;
  }
}
