import { readFileSync, writeFileSync } from "node:fs";
import { diffArrays } from "diff";
import fc, { type Arbitrary } from "fast-check";
import { describe, it } from "vitest";
import type { Side } from "../../src/base/side.ts";
import { type LintOutcome, lint } from "../../src/run.ts";
import { connectionOf, opensshOf, policy } from "./answers.ts";
import { clientFiles, serverFiles, serverTargets } from "./generate.ts";
import { hostAt } from "./host.ts";
import { availableServers, availableVersions, clientPrint, type OpenSsh, type Print, serverPrint } from "./openssh.ts";
import { type ConfigFiles, type Placed, place, remove } from "./place.ts";
import { oracleRuns, propertyTimeout } from "./run.ts";

interface Trial {
  readonly files: ConfigFiles;
  readonly unsafe: boolean;
  readonly live: boolean;
  /** Whose behaviour the lint assumes, as an index. */
  readonly version: number;
}

const trials = (files: Arbitrary<ConfigFiles>): Arbitrary<Trial> =>
  fc.record({ files, unsafe: fc.boolean(), live: fc.boolean(), version: fc.nat({ max: 3 }) });

function fix(placed: Placed, side: Side, one: OpenSsh, { unsafe, live }: Trial): LintOutcome {
  const request = { paths: [placed.file], stdin: null, side, searchByDefault: false, openssh: opensshOf(one), live };
  const outcome = lint({ ...request, policyFor: () => policy, fix: "apply", unsafe }, hostAt(placed));
  for (const { path, after } of outcome.changes) writeFileSync(path, after, "latin1");
  return outcome;
}

type Asked = "refused" | Readonly<Record<string, string>>;

/**
 * Everything that a program prints but for the keepalive settings; null: it refused the question. Debian's SetupTimeOut, which
 * is the interval in the version that a fix was made for, is ConnectTimeout from 9.9 on.
 */
function others(print: Print | { readonly accepted: false; readonly stderr: string }): Asked | null {
  if ("accepted" in print) return print.stderr.includes("not in connection test") ? null : "refused";
  const names = /^((server|client)alive(interval|countmax)|tcpkeepalive|connecttimeout)$/;
  return Object.fromEntries([...print].filter(([name]) => !names.test(name)));
}

const clientHosts = [{ host: "a" }, { host: "web1", user: "bob" }, { host: "x.prod" }];

const askClients = (placed: Placed, versions: readonly OpenSsh[]): Promise<readonly (Asked | null)[]> =>
  Promise.all(
    versions.flatMap((one) =>
      clientHosts.map(async (target) =>
        others(await clientPrint(one, { ...target, file: placed.file, home: placed.home })),
      ),
    ),
  );

const askServers = (placed: Placed, versions: readonly OpenSsh[]): Promise<readonly (Asked | null)[]> =>
  Promise.all(
    versions.flatMap((one) =>
      serverTargets.map(async (target) => {
        const connection = target === null ? {} : { connection: connectionOf(target) };
        return others(await serverPrint(one, { file: placed.file, ...connection }));
      }),
    ),
  );

/** The first answer that a fix should have left alone and did not. */
function changedAnswer(before: readonly (Asked | null)[], after: readonly (Asked | null)[]): string | null {
  for (const [at, was] of before.entries()) {
    const is = after[at];
    if (was === null || was === "refused" || JSON.stringify(was) === JSON.stringify(is)) continue;
    if (is === "refused" || is === null || is === undefined) return "a file that was accepted is refused";
    return Object.keys({ ...was, ...is })
      .filter((name) => was[name] !== is[name])
      .join();
  }
  return null;
}

const isOurs = (line: string): boolean => /alive|setuptimeout/i.test(line) || /^\s*(host \*)?\s*$/i.test(line);

/** Lines that went or came and are none of ours; a last line may get its line end when another comes behind it. */
function foreignLines(before: string, after: string): readonly string[] {
  const lineEnd = /^[^\n]*\r\n/.test(before) ? "\r\n" : "\n";
  const linesOf = (text: string): string[] => (text.endsWith("\n") ? text : text + lineEnd).split("\n");
  return diffArrays(linesOf(before), linesOf(after))
    .filter(({ added, removed }) => added || removed)
    .flatMap(({ value }) => value)
    .filter((line) => !isOurs(line));
}

/** "rule target" of every finding. */
const keysOf = (findings: LintOutcome["report"]["findings"]): Set<string> =>
  new Set(findings.flatMap(({ rule, targets }) => targets.map((target) => `${rule} ${target}`)));

/** What the second run says against the first. */
function secondThoughts(first: LintOutcome, second: LintOutcome): string | null {
  if (second.changes.length > 0) return `a second run changes more: ${JSON.stringify(second.changes)}`;
  const left = keysOf(second.report.findings);
  const back = [...keysOf(first.report.fixed ?? [])].filter((key) => left.has(key));
  const remaining = keysOf(first.report.findings);
  const come = [...left].filter((key) => !remaining.has(key));
  return come.length > 0 ? `new: ${come.join("; ")}` : back.length > 0 ? `still there: ${back.join("; ")}` : null;
}

type Ask = (placed: Placed, versions: readonly OpenSsh[]) => Promise<readonly (Asked | null)[]>;

let changed = 0;

async function judge(placed: Placed, trial: Trial, side: Side, versions: readonly OpenSsh[], ask: Ask) {
  const one = versions[trial.version % versions.length] as OpenSsh;
  const before = await ask(placed, versions);
  if (before.every((answer) => answer === "refused")) return null;
  const first = fix(placed, side, one, trial);
  if (first.changes.length === 0) return null;
  changed += 1;
  const foreign = first.changes.flatMap((change) => foreignLines(change.before, change.after));
  if (foreign.length > 0) return `touches other lines: ${JSON.stringify(foreign)}`;
  const different = changedAnswer(before, await ask(placed, versions));
  if (different !== null) return `changes more than keepalive: ${different}`;
  return secondThoughts(first, fix(placed, side, one, trial));
}

async function check(trial: Trial, side: Side, versions: readonly OpenSsh[], ask: Ask): Promise<void> {
  const placed = place(trial.files);
  try {
    const wrong = await judge(placed, trial, side, versions, ask);
    if (wrong === null) return;
    const now = readFileSync(placed.file, "latin1");
    throw new Error(`${wrong}\n${JSON.stringify(trial, null, 1)}\nmain after: ${JSON.stringify(now)}`);
  } finally {
    remove(placed);
  }
}

const numRuns = oracleRuns(60);
const timeout = propertyTimeout(numRuns);

describe("--fix on random files", () => {
  it(
    "changes keepalive values of a client and nothing else",
    async () => {
      const versions = await availableVersions();
      const property = fc.asyncProperty(trials(clientFiles), (trial) => check(trial, "client", versions, askClients));
      await fc.assert(property, { numRuns });
      console.info(`oracle: ${changed} client files were changed by --fix`);
    },
    timeout,
  );

  it(
    "changes keepalive values of a server and nothing else",
    async () => {
      changed = 0;
      const versions = await availableServers();
      const property = fc.asyncProperty(trials(serverFiles), (trial) => check(trial, "server", versions, askServers));
      await fc.assert(property, { numRuns });
      console.info(`oracle: ${changed} server files were changed by --fix`);
    },
    timeout,
  );
});
