import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import type { ConfigFile } from "../eval/config-file.ts";
import { keywordOf } from "../eval/connection.ts";
import type { Program } from "../eval/program.ts";
import type { EvaluatedRoot } from "../eval/root.ts";
import type { ServerRequest } from "../eval/server.ts";
import { clientTargets, serverTargets } from "../eval/targets.ts";
import { runProgram } from "./programs.ts";

/** The system's own programs, whatever PATH says. */
const how = () => ({
  timeout: 20_000,
  env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: process.env.HOME ?? "/" },
});

/** Each target is two processes; a file with more of them is asked about this many, spread over it. */
const MOST_TARGETS = 40;

/**
 * Asks the installed ssh or sshd about copies of a root's files, before and after, in a directory that nobody else may enter.
 * Says why the result must not be written; null: the program accepts it where it did, prints the values that we expect, and
 * everything else as before. Never asks where the program would run a command or look up a name of its own.
 */
export function verifyWithOpenSsh(before: EvaluatedRoot, after: EvaluatedRoot): string | null {
  const danger = whatWouldRun(after.program) ?? whatWouldRun(before.program);
  if (danger !== null) return `--verify-with-openssh would ${danger}; leave it out, or run ssh -G yourself`;
  const directory = mkdtempSync(`${tmpdir()}/keepalive-lint-verify-`);
  try {
    const ask = before.program.side === "client" ? askSsh : askSshd;
    const [was, is] = [before, after].map((root, at) => copyInto(`${directory}/${at}`, root.program));
    return ask(was ?? "", is ?? "", after, directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function whatWouldRun({ conditions, statements }: Program): string | null {
  const execs = conditions.some(
    ({ test }) => test.kind === "match" && test.criteria.some(({ name }) => name === "exec"),
  );
  if (execs) return "run the commands of Match exec";
  const looksUp = statements.some(({ slot, value }) => slot === "canonicalizeHostname" && value !== "no");
  return looksUp ? "look up names (CanonicalizeHostname)" : null;
}

/** An Include that finds nothing, or that is another machine's, leads here: both programs skip it. */
const NOTHING = "/nonexistent/keepalive-lint";

/** Writes every file of a program under a private name, its Include lines led to these; the root's is the result. */
function copyInto(directory: string, program: Program): string {
  mkdirSync(directory, { mode: 0o700 });
  const nameOf = new Map(program.files.map((file, at) => [file, `${directory}/${at}`]));
  for (const [file, name] of nameOf)
    writeFileSync(name, withPrivateIncludes(file, program, nameOf), { encoding: "latin1", mode: 0o600 });
  const { files } = program;
  const [root] = files;
  return root === undefined ? "" : (nameOf.get(root) ?? "");
}

function withPrivateIncludes(file: ConfigFile, program: Program, nameOf: ReadonlyMap<ConfigFile, string>): string {
  const { text } = file.source;
  let copy = "";
  let at = 0;
  const own = new Map(
    program.inclusions.filter((one) => one.file === file).map(({ directive }) => [directive, directive]),
  );
  for (const directive of [...own.keys()].sort((a, b) => a.start - b.start)) {
    const read = program.inclusions.filter((one) => one.file === file && one.directive === directive);
    const names = read.flatMap((one) => one.read.map((included) => nameOf.get(included) ?? ""));
    copy += text.slice(at, directive.restStart) + (names.length > 0 ? names.join(" ") : NOTHING);
    at = directive.restEnd;
  }
  return copy + text.slice(at);
}

interface Answer {
  readonly accepted: boolean;
  readonly stderr: string;
  readonly values: ReadonlyMap<string, string>;
}

function ask(program: string, args: readonly string[]): Answer | string {
  const ran = runProgram(program, args, how());
  if (ran === null) return `--verify-with-openssh needs ${program}, which cannot be run here`;
  const { status, stdout, stderr } = ran;
  const lines = stdout.split("\n").map((line) => /^(\S+) ?(.*)$/.exec(line));
  const values = new Map<string, string>();
  for (const found of lines) {
    const name = found?.[1]?.toLowerCase();
    if (name !== undefined) values.set(name, `${values.get(name) ?? ""}${found?.[2] ?? ""}\n`);
  }
  return { accepted: status === 0, stderr, values };
}

function askSsh(was: string, is: string, after: EvaluatedRoot): string | null {
  const targets = spread([...clientTargets(after.program)]);
  for (const { label, request } of targets) {
    const words = (file: string): string[] => ["-G", "-F", file, "--", request.host];
    const expected = after.evaluator.client(request, label);
    const wrong = compared(ask("ssh", words(was)), ask("ssh", words(is)), label, expected.values, "client");
    if (wrong !== null) return wrong;
  }
  return null;
}

function askSshd(was: string, is: string, after: EvaluatedRoot, directory: string): string | null {
  const key = `${directory}/key`;
  const made = runProgram("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key], how());
  if (made?.status !== 0)
    return "--verify-with-openssh needs ssh-keygen for a key of its own, which cannot be run here";
  for (const { label, request } of spread([...serverTargets(after.program)])) {
    // Whose groups they are the user database says.
    if (request.groups !== null && request.groups.length > 0) continue;
    const words = (file: string): string[] => ["-T", "-f", file, "-h", key, ...specification(request)];
    const expected = after.evaluator.server(request, label);
    const wrong = compared(ask("sshd", words(was)), ask("sshd", words(is)), label, expected.values, "server");
    if (wrong !== null) return wrong;
  }
  return null;
}

function specification(request: ServerRequest): string[] {
  const { user, host, address, localAddress, localPort, routingDomain, invalidUser } = request;
  if (user === null && host === null && address === null) return [];
  const parts = { user, host, addr: address, laddr: localAddress, lport: localPort, rdomain: routingDomain };
  const given = Object.entries(parts).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
  return ["-C", [...given, ...(invalidUser ? ["invalid-user"] : [])].join(",")];
}

function spread<T>(targets: readonly T[]): T[] {
  const step = Math.max(1, targets.length / MOST_TARGETS);
  const chosen = new Set<T>();
  for (let at = 0; at < targets.length; at += step) chosen.add(targets[Math.floor(at)] as T);
  const last = targets.at(-1);
  return last === undefined ? [] : [...chosen.add(last)];
}

/** Versions print the same truth in several words. */
const plainWord = (value: string): string =>
  ({ true: "yes", false: "no" })[value.trim().toLowerCase()] ?? value.trim().toLowerCase();

function compared(
  was: Answer | string,
  is: Answer | string,
  label: string,
  expected: Readonly<Record<"interval" | "countMax" | "tcpKeepAlive", unknown>>,
  side: "client" | "server",
): string | null {
  if (typeof was === "string" || typeof is === "string") return typeof was === "string" ? was : (is as string);
  // Refused before: there is nothing that could be lost, and nothing to compare.
  if (!was.accepted)
    return is.accepted || hasReason(was) ? null : `OpenSSH cannot be asked here: ${lastLine(was.stderr)}`;
  if (!is.accepted) return `OpenSSH refuses the result: ${lastLine(is.stderr)}`;
  const ours = new Map(
    (["interval", "countMax", "tcpKeepAlive"] as const).map((name) => [
      keywordOf[side][name].toLowerCase(),
      String(expected[name]),
    ]),
  );
  for (const name of new Set([...was.values.keys(), ...is.values.keys()])) {
    const value = is.values.get(name) ?? "";
    const wanted = ours.get(name);
    if (wanted !== undefined && plainWord(value) !== plainWord(wanted))
      return `OpenSSH gives ${label} the ${name} ${value.trim()} in place of ${wanted}`;
    if (wanted === undefined && value !== was.values.get(name)) return `OpenSSH sees ${name} of ${label} change too`;
  }
  return null;
}

/** It said which line it did not like; anything else (no host key, no /run/sshd) is about this machine. */
const hasReason = ({ stderr }: Answer): boolean => /line \d+|configuration option/i.test(stderr);

const lastLine = (stderr: string): string => stderr.trim().split("\n").at(-1) ?? "";
