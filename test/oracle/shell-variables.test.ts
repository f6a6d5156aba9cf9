// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are words of a shell.
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { shell } from "../../src/neighbours/shell.ts";
import { availableVersions, type OpenSsh } from "./openssh.ts";
import { askedSsh, ourCertainSettings, recordedSsh, versionOf } from "./recorded-ssh.ts";
import { oracleRuns, propertyTimeout } from "./run.ts";

// bash expands variables, arrays and functions for a program in place of ssh that only keeps its words; what the reader of
// scripts is certain of must be what arrives.

const recorded = recordedSsh();

const set = fc.constantFrom(
  "OPTS='-o ServerAliveInterval=5'",
  'OPTS="-o ServerAliveInterval=$N -v"',
  'OPTS="$OPTS -o ServerAliveCountMax=4"',
  "OPTS+=' -o ServerAliveCountMax=2'",
  "export OPTS='-o ServerAliveInterval=6'",
  "N=60",
  "N='90'",
  "readonly N=15",
  "declare N=16",
  "N=$((5 * 2))",
  "N=${N:-30}",
  "N=$(echo 7)",
  "A=(-o ServerAliveInterval=5 -N)",
  'A=(-o "ServerAliveCountMax $N")',
  "A+=(-o TCPKeepAlive=no)",
  "A=()",
  "if false; then N=7; fi",
  "true && OPTS=-v",
  "f() { N=8; A=(-v); }",
  "h() { local N=8; }; h",
  "for N in 1 2; do :; done",
  "unset N",
  "set -- -o ServerAliveInterval=4",
  "N=3 true",
  "IFS=,",
  "IFS=$'\\n\\t'",
  "read -r N <<< 44",
  "printf -v N 45",
  ": ${N:=46}",
);
const word = fc.constantFrom(
  "$OPTS",
  "${OPTS}",
  // One quoted word before the host is taken for the host, which is what people write.
  "${OPTS:-}",
  "-o ServerAliveInterval=$N",
  '-o "ServerAliveInterval ${N}"',
  '-o "ServerAliveInterval=${N:-50}"',
  "-oServerAliveCountMax=${N}",
  '"${A[@]}"',
  "${A[@]}",
  "${A[*]}",
  "${A[0]}",
  '"$@"',
  "-o ServerAliveInterval=70",
  "-v",
  "-o{ServerAliveInterval=71,TCPKeepAlive=no}",
  "-o ServerAliveInterval=7$N",
  "-o ServerAliveInterval=~",
  "-o $'ServerAliveInterval\\x3d72'",
);
const around = fc.constantFrom<(call: string) => string>(
  (call) => call,
  (call) => `g() { ${call}; }; g`,
  (call) => `( N=2; ${call} )`,
  (call) => `N=1 ${call}`,
  (call) => `bash -c '${call.replaceAll("'", "'\\''")}'`,
  (call) => `cat <<END\n${call}\nEND\n${call}`,
  (call) => `out=$(${call})`,
  (call) => `case x in x) ${call} ;; esac`,
  (call) => `while ${call}; do break; done`,
  (call) => `eval "${call.replaceAll(/["\\$`]/g, "\\$&")}"`,
);
const script = fc
  .record({
    sets: fc.array(set, { maxLength: 4 }),
    words: fc.array(word, { maxLength: 3 }),
    around,
    after: fc.option(set, { nil: ":" }),
  })
  .map(({ sets, words, around, after }) => {
    const call = around(["ssh", "-F", "none", ...words, "web"].join(" "));
    // A function is taken to run when all is set: where its call stands is not looked at.
    return [...sets, call, call.startsWith("g()") ? ":" : after].join("\n");
  });

/** "not called" where bash refuses the script, or its words. */
function realAnswer(text: string, one: OpenSsh): string {
  spawnSync("/bin/bash", ["-c", text], { env: recorded.env, stdio: "ignore", timeout: 20_000 });
  const [words] = recorded.take();
  return words === undefined ? "not called" : askedSsh(words, one).settings;
}

const numRuns = oracleRuns(150);

it(
  "bash gives ssh the values that we are certain of",
  async () => {
    const one = (await availableVersions()).at(-1);
    if (one === undefined) throw new Error("no ssh to ask");
    let claims = 0;
    fc.assert(
      fc.property(script, (text) => {
        const source = { path: "a.sh", text: `${text}\n` };
        const ours = ourCertainSettings(
          shell.read({ source, version: versionOf(one), clientConfig: null, configAt: () => null }),
        );
        const real = ours === null ? "not called" : realAnswer(text, one);
        if (real === "not called") return;
        claims += 1;
        expect(`${text}: ${ours}`).toBe(`${text}: ${real}`);
      }),
      { numRuns },
    );
    expect(claims).toBeGreaterThan(numRuns / 20);
  },
  propertyTimeout(numRuns),
);
