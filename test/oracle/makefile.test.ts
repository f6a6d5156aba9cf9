import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makefile } from "../../src/neighbours/makefile.ts";
import { canAsk } from "./judge.ts";
import { availableVersions, type OpenSsh } from "./openssh.ts";
import { askedSsh, ourCertainSettings, recordedSsh, versionOf } from "./recorded-ssh.ts";
import { oracleRuns, propertyTimeout } from "./run.ts";

// Makefiles of this test alone, run by the real make with a program in place of ssh that only keeps its words.

const recorded = recordedSsh();

const number = fc.constantFrom("5", "60", "900", "1m", "010");
const name = fc.constantFrom("I", "OPTS", "X.Y", "a-b");
const held = fc.oneof(
  number,
  number.map((value) => `-o ServerAliveInterval=${value}`),
  number.map((value) => `-o ServerAliveCountMax=${value} # comment`),
  number.map((value) => `-o \\\n  ServerAliveInterval=${value}`),
  fc.constantFrom("$(I)", "$(OPTS) -v", "-o User=a\\#b", "-v \\#x"),
);
const assignment = fc.tuple(
  name,
  fc.constantFrom(" = ", ":=", " ::= ", " ?= ", "=", " += "),
  held,
  fc.constantFrom("", "", "export ", "override "),
);
const variable = fc.constantFrom("I", "OPTS", "X.Y", "a-b", "NONE");
const used = fc.oneof(
  variable.map((text) => `$(${text})`),
  variable.map((text) => `\${${text}}`),
  fc.constantFrom("$X", "$@", "$$HOME"),
);
const option = fc.oneof(
  number.map((value) => `-o ServerAliveInterval=${value}`),
  used.map((variable) => `-o ServerAliveInterval=${variable}`),
  used.map((variable) => `-o 'ServerAliveCountMax ${variable}'`),
  used,
  fc.constantFrom("-N", "-o TCPKeepAlive=no", "-oServerAliveCountMax=2"),
);
const gap = fc.constantFrom(" ", " ", " \\\n\t", " \\\n   ");
const recipe = fc
  .tuple(
    fc.constantFrom("", "@", "-", "+@", "- "),
    fc.array(fc.tuple(gap, option), { maxLength: 3 }),
    fc.constantFrom("", " # end", " || true", "; :"),
  )
  .map(([signs, options, end]) => `\t${signs}ssh -F none${options.map((parts) => parts.join("")).join("")} web${end}`);
const text = fc
  .tuple(fc.array(assignment, { maxLength: 3 }), recipe, fc.array(assignment, { maxLength: 1 }))
  .map(([above, line, below]) => {
    const lines = (all: typeof above): string[] =>
      all.map(([key, operator, value, word]) => `${word}${key}${operator}${value}`);
    return `${["", ...lines(above)].join("\n")}\nall:\n${line}\n\n${lines(below).join("\n")}\n`;
  });

function realAnswer(makefile: string, one: OpenSsh): string {
  const file = join(recorded.directory, "Makefile");
  writeFileSync(file, makefile);
  spawnSync("make", ["-f", file, "all"], { cwd: recorded.directory, env: recorded.env, stdio: "ignore" });
  const [words] = recorded.take();
  return words === undefined ? "not called" : askedSsh(words, one).settings;
}

function ourAnswer(text: string, one: OpenSsh): string | null {
  const source = { path: "/repo/Makefile", text };
  const reading = makefile.read({ source, version: versionOf(one), clientConfig: null, configAt: () => null });
  // The only host stands behind `#`: ssh prints its usage, and what the options would do is all that there is to say.
  const isWithoutHost = reading.connections.some(({ targets }) => targets.includes("*"));
  return isWithoutHost ? null : ourCertainSettings(reading);
}

const numRuns = Math.min(oracleRuns(150), 150);

describe.skipIf(!canAsk("make", ["make"]))("make", () => {
  it(
    "gives ssh the values that we are certain of",
    async () => {
      const one = (await availableVersions()).at(-1);
      if (one === undefined) throw new Error("no ssh to ask");
      let claims = 0;
      fc.assert(
        fc.property(text, (makefileText) => {
          const ours = ourAnswer(makefileText, one);
          if (ours === null) return;
          const real = realAnswer(makefileText, one);
          // A variable that names itself is an error of make's.
          if (real === "not called") return;
          claims += 1;
          expect(`${makefileText}: ${ours}`).toBe(`${makefileText}: ${real}`);
        }),
        { numRuns },
      );
      expect(claims).toBeGreaterThan(numRuns / 10);
    },
    propertyTimeout(numRuns),
  );
});
