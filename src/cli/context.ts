import { pathsForPeople } from "../report/paths.ts";
import type { PathStyle } from "../report/report.ts";
import { safeText, withoutWorkflowCommands } from "../report/safe-text.ts";
import type { TextStyle } from "../report/style.ts";
import { defaultWidth } from "../report/style.ts";
import type { Failure, Host } from "../run/host.ts";
import { isTerminal, paintFor, type When, wantsColour } from "./colour.ts";
import type { Bundles } from "./node-host.ts";
import { writeAll } from "./output.ts";

/** What every command is given. */
export interface Context {
  readonly host: Host;
  readonly bundles: Bundles;
  readonly env: NodeJS.ProcessEnv;
  /** Asked by what shows it only: it stands in package.json. */
  readonly version: () => string;
}

export const pathStyle = ({ host }: Context): PathStyle => ({ cwd: host.cwd, home: host.machine.home });

/** GitHub Actions and Azure Pipelines take some lines of any output for commands. */
const readsCommands = (env: NodeJS.ProcessEnv): boolean => env.GITHUB_ACTIONS === "true" || env.TF_BUILD !== undefined;

/** Text that the runner of a CI job will not take for a command. */
export const forLog = (text: string, { env }: Pick<Context, "env">): string =>
  readsCommands(env) ? withoutWorkflowCommands(text) : text;

function columns(env: NodeJS.ProcessEnv): number {
  const asked = Number(env.COLUMNS);
  if (Number.isInteger(asked) && asked > 0) return Math.min(asked, 160);
  // Asking the terminal loads Node's tty module, which only a person at a terminal pays for.
  return isTerminal(1) ? Math.min(process.stdout.columns ?? defaultWidth, 120) : defaultWidth;
}

export async function textStyle(
  context: Context,
  when: When,
  toFile: boolean,
  descriptor: 1 | 2 = 1,
): Promise<TextStyle> {
  const colour = toFile ? when === "always" : wantsColour(when, descriptor, context.env);
  return {
    paths: pathStyle(context),
    paint: await paintFor(colour, context.bundles),
    width: columns(context.env),
    ci: readsCommands(context.env),
  };
}

/** One line for each thing that went wrong or is worth a note. */
export function tell(context: Context, failures: readonly Failure[], notices: readonly string[]): void {
  const show = pathsForPeople(pathStyle(context));
  const lines = failures.map(({ path, line, column, message }) => {
    const place =
      path === null
        ? ""
        : `${path === "-" ? "standard input" : show(path)}${line === undefined ? "" : `:${line}:${column ?? 1}`}: `;
    return `keepalive-lint: ${place}${safeText(message)}\n`;
  });
  lines.push(...notices.map((notice) => `note: ${safeText(notice)}\n`));
  if (lines.length > 0) writeAll(2, forLog(lines.join(""), context));
}
