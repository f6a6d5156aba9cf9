// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are words of a shell.
import { describe, expect, it } from "vitest";
import { found } from "./helpers.ts";

// What the oracle found out about random files, held fast where there is no real program to ask.

describe("variables of a script", () => {
  const long = "OPTS='-o ServerAliveInterval=900'";
  it.each<[string, string, number]>([
    ["set before", `${long}\nssh $OPTS h\n`, 1],
    ["set behind", `ssh $OPTS h\n${long}\n`, 0],
    ["added to behind", `${long}\nssh $OPTS h\nOPTS+=' -v'\n`, 1],
    ["set by a function that was called", `f() { ${long}; }\nf\nssh $OPTS h\n`, 1],
    ["set by a function that was not", `f() { ${long}; }\nssh $OPTS h\n`, 0],
    ["local to another function", `f() { local ${long}; }\ng() { ssh $OPTS h; }\nf\ng\n`, 0],
    ["local to the same function", `f() { local ${long}; ssh $OPTS h; }\nf\n`, 1],
    ["set in main and used there", `main() { ${long}; ssh $OPTS h; }\nmain "$@"\n`, 1],
    ["counted by a loop", "N=900\nfor N in 1 2; do :; done\nssh -o ServerAliveInterval=$N h\n", 0],
    ["set behind in a loop", `while :; do ssh $OPTS h; ${long}; done\n`, 0],
    ["split at other signs", "IFS=,\nOPTS='-o,ServerAliveInterval=900'\nssh $OPTS h\n", 1],
    ["behind words that nobody knows", 'ssh "$@" -o ServerAliveInterval=900 h\n', 0],
  ])("%s", (_name, text, findings) => {
    const certain = found("a.sh", text).filter((one) => one.endsWith("interval-too-long"));
    expect(certain).toHaveLength(findings);
  });
});

describe("autossh", () => {
  it("takes options from everywhere, as glibc's getopt does", () => {
    const rules = (line: string) => found("a.sh", `${line}\n`).map((one) => one.replace(/^\S+ /, ""));
    expect(rules("autossh -M 0 h uptime -o ServerAliveInterval=900")).toContain("interval-too-long");
    expect(rules("ssh h uptime -o ServerAliveInterval=900")).toEqual([]);
    expect(rules("autossh -M 0 -F none -N h -- -o ServerAliveInterval=900")).toEqual(["interval-too-long"]);
  });

  it.each([
    ["autossh -M 0 -J jump -N -o ServerAliveInterval=30 h", ["1:14 refused-option"]],
    ["autossh -M 0 -Jjump -o ServerAliveInterval=30 h", ["1:14 refused-option"]],
    ["autossh -M 0 -B eth0 -o ServerAliveInterval=30 h", ["1:14 refused-option"]],
    ["autossh -o ServerAliveInterval=30 -J jump -M 0 -f h", []],
    ["autossh -M 0 -o ProxyJump=jump -N -o ServerAliveInterval=30 h", []],
  ])("%s", (line, findings) => {
    expect(found("a.sh", `${line}\n`)).toEqual(findings);
  });
});

describe("sshfs and make", () => {
  it("take the last ssh_command", () => {
    const line = (first: number, last: number) =>
      `sshfs -o 'ssh_command=ssh -o ServerAliveInterval=${first}' -o 'ssh_command=ssh -o ServerAliveInterval=${last}' h: /m\n`;
    expect(found("a.sh", line(900, 60))).toEqual([]);
    expect(found("a.sh", line(60, 900))).toHaveLength(1);
  });

  it("take \\# for the sign itself", () => {
    const text = "X = -o User=a\\#b -o ServerAliveInterval=900 # end\nall:\n\tssh $(X) h\n";
    expect(found("Makefile", text)).toHaveLength(1);
  });
});
