import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run, sandbox } from "./program.ts";

const has = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

/** The words that a shell offers at the end of a command line, in alphabetical order. */
type Complete = (line: readonly string[]) => string[];

const withScript = (shell: string): string => {
  const cwd = sandbox({ "a file": "", other: "" });
  const { status, stdout } = run(["completion", shell]);
  expect(status).toBe(0);
  writeFileSync(join(cwd, "script"), stdout);
  return cwd;
};

const lines = (cwd: string, program: string, ...args: string[]): string[] => {
  const { stdout } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", HOME: cwd, TERM: "dumb" },
  });
  return [...new Set(stdout.split("\n").map((line) => line.split("\t")[0]?.trim() ?? ""))].filter(Boolean).sort();
};

const shells: readonly (readonly [string, Complete])[] = [
  [
    "bash",
    (line) => {
      const quoted = line.map((word) => `'${word}'`).join(" ");
      const script = `source ./script; COMP_WORDS=(${quoted}); COMP_CWORD=${line.length - 1}; _keepalive_lint; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return lines(withScript("bash"), "bash", "--norc", "-c", script);
    },
  ],
  [
    "fish",
    (line) =>
      lines(withScript("fish"), "fish", "--no-config", "-c", `source ./script; complete -C '${line.join(" ")}'`),
  ],
];

describe.each(shells.filter(([name]) => has(name)))("%s", (_shell, complete) => {
  it("completes options, and their values", () => {
    expect(complete(["keepalive-lint", "--prune"])).toEqual(["--prune-suppressions"]);
    expect(complete(["keepalive-lint", "--policy", "cis"])).toEqual(["cis-2021", "cis-2022"]);
    expect(complete(["keepalive-lint", "--side", ""])).toEqual(["client", "server"]);
    expect(complete(["keepalive-lint", "--select", "count-z"])).toEqual(["count-zero"]);
  });

  it("completes commands, and what belongs to them", () => {
    expect(complete(["keepalive-lint", "ef"])).toContain("effective");
    expect(complete(["keepalive-lint", "explain", "count-z"])).toEqual(["count-zero"]);
    expect(complete(["keepalive-lint", "completion", "po"])).toEqual(["powershell"]);
    expect(complete(["keepalive-lint", "effective", "--session-type", "su"])).toEqual(["subsystem"]);
    expect(complete(["keepalive-lint", "effective", "--prune"])).toEqual([]);
  });

  it("completes names of files", () => {
    expect(complete(["keepalive-lint", "--fix", "oth"])).toContain("other");
  });
});

it.runIf(has("zsh"))(
  "zsh completes options, values and commands",
  () => {
    const cwd = withScript("zsh");
    // A terminal of its own, as zsh completes only where somebody types; each answer ends up in a list that is printed.
    const script = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1=; autoload -Uz compinit && compinit -D -u; source ./script; keepalive-lint() { :; }; zstyle ':completion:*' verbose no; LISTMAX=0; bindkey '^I' complete-word; stty -echo; echo READY"
zpty -r z out '*READY*READY*' 2>/dev/null || zpty -r z out '*READY*'
zpty -w -n z $1$'\\t'
sleep 1
zpty -w -n z $'\\n'
sleep 0.5
zpty -r -t z out '*'; print -r -- "$out"
while zpty -r -t z out; do print -r -- "$out"; done
zpty -d z`;
    writeFileSync(join(cwd, "drive"), script);
    const typed = (line: string): string =>
      spawnSync("zsh", ["-f", "drive", line], {
        cwd,
        encoding: "utf8",
        timeout: 20_000,
        env: { PATH: process.env.PATH ?? "", HOME: cwd, TERM: "dumb" },
      }).stdout;
    expect(typed("keepalive-lint --prune")).toContain("--prune-suppressions");
    expect(typed("keepalive-lint --policy dev")).toContain("dev-sec");
    expect(typed("keepalive-lint explain count-z")).toContain("count-zero");
  },
  60_000,
);

it("every script is one that its shell can read", () => {
  for (const shell of ["bash", "zsh", "fish"].filter(has)) {
    const { status, stderr } = spawnSync(shell, ["-n", "script"], { cwd: withScript(shell), encoding: "utf8" });
    expect(`${shell} ${status} ${stderr}`).toBe(`${shell} 0 `);
  }
  expect(run(["completion", "powershell"]).stdout).toContain("Register-ArgumentCompleter");
  expect(run(["completion", "tcsh"]).status).toBe(2);
});
