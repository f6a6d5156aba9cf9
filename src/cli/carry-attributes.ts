import { existsSync } from "node:fs";
import type { Carried } from "../io/attributes.ts";
import { type Ran, runProgram } from "./programs.ts";

/** What a program is given as its descriptors 3 and 4; names would have to be valid UTF-8, and could change. */
const FROM = "/proc/self/fd/3";
const TO = "/proc/self/fd/4";

/** Where systems keep their own programs: whoever runs this as root should not get another one out of a changed PATH. */
const PLACES = ["/usr/bin/", "/bin/", "/run/current-system/sw/bin/"];

/** Null where the program is not there. */
function run(program: string, args: readonly string[], from: number, to: number): Ran | null {
  for (const place of PLACES) {
    const stdio = ["ignore" as const, "pipe" as const, "pipe" as const, from, to];
    const ran = runProgram(place + program, args, { timeout: 10_000, env: { LC_ALL: "C" }, stdio });
    if (ran !== null) return ran;
  }
  return null;
}

/**
 * ACLs, extended attributes and the SELinux label go from one open file to another with GNU cp (coreutils; each kind is
 * named, since `all` would make cp keep quiet about what it could not copy), and are compared afterwards. Linux only.
 */
export function carryAttributes(from: number, to: number): Carried {
  if (process.platform !== "linux") return { kind: "unknown" };
  // There is no label to copy where the kernel knows of none, and cp fails when asked to.
  const kinds = existsSync("/sys/fs/selinux/enforce") ? "mode,ownership,xattr,context" : "mode,ownership,xattr";
  const copied = run("cp", ["--attributes-only", `--preserve=${kinds}`, FROM, TO], from, to);
  if (copied === null || /unrecognized option|invalid option|built without|usage/i.test(copied.stderr))
    return { kind: "unknown" };
  if (copied.status !== 0) {
    return {
      kind: "failed",
      because: `has attributes that the new file may not be given (${reasonOf(copied.stderr)})`,
    };
  }
  return compared(from, to);
}

/** cp names descriptors; the sentence behind them is what matters. */
const reasonOf = (stderr: string): string =>
  (stderr.split("\n")[0] ?? "")
    .replace(/^.*?cp: /, "")
    .replaceAll(TO, "it")
    .replaceAll(FROM, "it") || "cp was stopped";

/** getfattr shows every attribute, ACLs and labels among them; ls at least whether there is an ACL, and the label. */
function compared(from: number, to: number): Carried {
  const [left, right] = [FROM, TO].map((path) => attributesOf(path, from, to));
  const same = left !== undefined && left !== null && left === right;
  return same ? { kind: "carried" } : { kind: "failed", because: "has attributes that the new file does not keep" };
}

function attributesOf(path: string, from: number, to: number): string | null {
  const all = run("getfattr", ["--absolute-names", "-d", "-m", "-", "-e", "hex", path], from, to);
  if (all !== null && all.status === 0) return all.stdout.replace(/^# file: .*\n/, "");
  const listed = run("ls", ["-lndLZ", path], from, to);
  const found = /^(\S+) +\S+ +(\S+ +\S+ +\S+)/.exec(listed?.stdout ?? "");
  return found === null ? null : `${found[1]} ${found[2]}`;
}
