import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { unitWords } from "../../src/neighbours/systemd.ts";
import { canAsk } from "./judge.ts";
import { oracleRuns } from "./run.ts";

// `systemd --test` reads units, prints what it made of them and ends; it starts none. It will not run as root.

const manager = ["/usr/lib/systemd/systemd", "/lib/systemd/systemd"].find((path) => existsSync(path));
const directory = mkdtempSync(join(tmpdir(), "keepalive-lint-units-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
chmodSync(directory, 0o755);

const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

/** What systemd made of units, by name; "" where it says nothing of one. */
function dumpOf(units: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const place = mkdtempSync(join(directory, "set-"));
  chmodSync(place, 0o755);
  const runtime = join(place, "run");
  mkdirSync(runtime);
  if (isRoot) chownSync(runtime, NOBODY, NOBODY);
  const head = "[Unit]\nDefaultDependencies=no\n";
  for (const target of ["basic", "shutdown", "sockets", "timers", "paths"])
    writeFileSync(join(place, `${target}.target`), head);
  writeFileSync(join(place, "default.target"), `${head}Wants=${Object.keys(units).join(" ")}\n`);
  for (const [name, text] of Object.entries(units)) writeFileSync(join(place, name), Buffer.from(text, "latin1"));
  const drop = isRoot ? ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"] : ["env"];
  const [program = "", ...words] = [...drop, manager ?? "", "--test", "--user", "--unit=default.target"];
  const env = { SYSTEMD_UNIT_PATH: place, XDG_RUNTIME_DIR: runtime, SYSTEMD_LOG_TARGET: "console", PATH: "/usr/bin" };
  const { stdout } = spawnSync(program, words, {
    env: { ...env, HOME: place },
    encoding: "latin1",
    maxBuffer: 1 << 28,
  });
  // By jobs the same is printed once more.
  const byUnits = stdout.split(/^-> By jobs:/m)[0] ?? "";
  return new Map(byUnits.split(/^\t-> Unit /m).map((one) => [one.slice(0, one.indexOf(":")), one]));
}

/** A line of the dump back in words: systemd writes blanks, quotes and control characters for people (escape.c). */
function words(shown: string): string[] {
  const token = /"(?:[^"\\]|\\.)*"|[^ \n]+/gs;
  return (shown.match(token) ?? []).map((one) => (one.startsWith('"') ? unescaped(one.slice(1, -1)) : one));
}

const named: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b", f: "\f", v: "\v" };

const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:([0-7]{3})|x([0-9a-f]{2})|(.))/gs, (_all, octal?: string, hex?: string, letter = "") => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return named[letter] ?? letter;
  });

interface Said {
  readonly commands: readonly (readonly string[])[];
  readonly environment: readonly string[];
}

function realAnswer(dump: string): Said {
  const lines = (label: string): string[] =>
    [...dump.matchAll(new RegExp(`^\\t+${label}: (.*)$`, "gm"))].map(([, text = ""]) => text);
  return { commands: lines("Command Line").map(words), environment: lines("Environment").sort() };
}

/** The dump shows a variable's line ends as they are, so its first line is compared. */
function ourAnswer(text: string): Said {
  const { commands, environment } = unitWords(text);
  return {
    commands: commands.map((fields) => fields.map((field) => field.text.text)),
    environment: [
      ...new Map(environment.map(({ name, value }) => [name, `${name}=${value?.text.split("\n")[0]}`])).values(),
    ].sort(),
  };
}

const piece = fc.constantFrom(
  "a",
  "b c",
  "o",
  "\\x20",
  "\\040",
  "\\u00e9",
  "\\n",
  "\\t",
  "\\s",
  "\\\\",
  '\\"',
  "\\q",
  "\\;",
  "%%",
  '"x y"',
  "'x y'",
  "'a\"b'",
  '"a\'b"',
  "=",
  ";;",
  "#",
  "\xc3\xa0",
  "-",
  "{",
  '"',
);
const word = fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""));
const quoted = fc.oneof(
  word,
  word.map((text) => `"${text}"`),
  word.map((text) => `'${text}'`),
  fc.constant('";"'),
  fc.constant("\\;"),
);
const gap = fc.constantFrom(" ", "  ", "\t", " \\\n", " \\\n# between\n  ");
const program = fc.constantFrom(
  "/bin/true",
  '"/bin/true"',
  "-/bin/true",
  "'-/bin/tr'ue",
  "!/bin/true",
  "/bin/tr\\x75e",
  ":/bin/true",
);
const command = fc
  .tuple(program, fc.array(fc.tuple(gap, quoted), { maxLength: 4 }))
  .map(([first, rest]) => first + rest.map((parts) => parts.join("")).join(""));
const value = fc.array(command, { minLength: 1, maxLength: 2 }).map((commands) => commands.join(" ; "));
const line = fc.oneof(
  { weight: 6, arbitrary: value.map((text) => `ExecStart=${text}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "ExecStart=",
      "# ExecStart=/bin/false",
      "; x",
      "Environment=",
      " ExecStart = /bin/true z",
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.tuple(fc.constantFrom("A=", '"B=', "C='", "D=", "E="), word), { minLength: 1, maxLength: 2 })
      .map((sets) => `Environment=${sets.map((parts) => parts.join("")).join(" ")}`),
  },
);
const unit = fc
  .array(line, { minLength: 1, maxLength: 3 })
  .map(
    (lines) =>
      `[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nExecStart=/bin/true first\n${lines.join("\n")}\nRemainAfterExit=no\n`,
  );

const probe = (): boolean => {
  if (!canAsk("systemd", ["systemd-analyze", ...(isRoot ? ["setpriv"] : [])]) || manager === undefined) return false;
  const works = dumpOf({ "a.service": "[Service]\nExecStart=/bin/true a\n" }).get("a.service")?.includes("/bin/true a");
  if (works !== true) console.info("systemd: not asked: systemd --test reads no units here");
  return works === true;
};

describe.skipIf(!probe())("systemd", () => {
  it("takes Exec and Environment lines apart as we do", () => {
    const texts = fc.sample(unit, Math.min(oracleRuns(300), 300));
    const units = Object.fromEntries(texts.map((text, index) => [`u${index}.service`, text]));
    const dump = dumpOf(units);
    // An open quote in an Exec line, or none at all, keeps a unit from being loaded.
    const loaded = Object.entries(units).filter(([name]) => dump.get(name)?.includes("Unit Load State: loaded"));
    for (const [name, text] of loaded)
      expect({ text, ...ourAnswer(text) }).toEqual({ text, ...realAnswer(dump.get(name) ?? "") });
    expect(loaded.length).toBeGreaterThan(texts.length / 3);
  });
});
