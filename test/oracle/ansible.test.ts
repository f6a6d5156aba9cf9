import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ansibleConfig } from "../../src/neighbours/ansible.ts";
import { ansibleInventory } from "../../src/neighbours/ansible-inventory.ts";
import type { Neighbour, Reading } from "../../src/neighbours/neighbour.ts";
import { canAsk } from "./judge.ts";
import { availableVersions, type OpenSsh } from "./openssh.ts";
import { askedSsh, recordedSsh, settingsOf, versionOf } from "./recorded-ssh.ts";
import { mapLimit, oracleRuns, run } from "./run.ts";

// Ansible builds its command lines for a program that only keeps its words.

const recorded = recordedSsh();

const value = fc.constantFrom("5", "60", "900", "1m", "010");
const option = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom("-o ", "-o", "-No "),
        fc.constantFrom("ServerAliveInterval", "serveralivecountmax", "SERVERALIVEINTERVAL"),
        fc.constantFrom(
          (text: string) => text,
          (text: string) => `'${text}'`,
          (text: string) => `"${text}"`,
        ),
        fc.constantFrom("=", " "),
        value,
      )
      .map(
        ([letters, keyword, quote, equals, text]) =>
          letters + (equals === " " ? `'${keyword} ${text}'` : quote(`${keyword}=${text}`)),
      ),
  },
  fc.constantFrom(
    "-o TCPKeepAlive=no",
    "-C",
    "-o ControlMaster=auto -o ControlPersist=60s",
    "-q",
    "-o User=bob",
    "-o LogLevel=ERROR",
  ),
);
const words = fc.array(option, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(" "));
const key = fc.constantFrom("ssh_args", "ssh_common_args", "ssh_extra_args");

const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        key,
        fc.constantFrom(" = ", "=", ": ", " ="),
        words,
        fc.constantFrom("", "", " ; end", " # not an end", "\n    -o TCPKeepAlive=no", "  "),
      )
      .map((parts) => parts.join("")),
  },
  fc.constantFrom("# ssh_args = -o ServerAliveInterval=1", "; ssh_common_args = -C", "pipelining = True", ""),
);
const config = fc
  .record({
    before: fc.constantFrom("", "[defaults]\nforks = 5\n"),
    lines: fc.uniqueArray(line, { minLength: 1, maxLength: 3, selector: (text) => text.split(/\s*[=:]/)[0] }),
    after: fc.constantFrom("", "\n[privilege_escalation]\nbecome = False\nssh_args = -o ServerAliveInterval=2\n"),
  })
  .map(({ before, lines, after }) => `${before}[ssh_connection]\n${lines.join("\n")}\n${after}`);

/** The words of every host that Ansible would have connected to. */
async function arrived(
  cfg: string,
  inventory: string,
  args: readonly string[] = [],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [configFile, hosts] = [join(recorded.directory, "ansible.cfg"), join(recorded.directory, "hosts")];
  writeFileSync(configFile, cfg);
  writeFileSync(hosts, inventory);
  const env = {
    ...recorded.env,
    ANSIBLE_CONFIG: configFile,
    ANSIBLE_SSH_EXECUTABLE: recorded.program,
    ANSIBLE_HOST_KEY_CHECKING: "False",
  };
  await run("ansible", ["all", "-i", hosts, "-f", "20", "-m", "raw", "-a", "x", ...args], env, 60_000);
  return new Map(recorded.take().map((call) => [call.at(-2) ?? "", call]));
}

function read(neighbour: Neighbour, path: string, text: string, one: OpenSsh): Reading {
  return neighbour.read({ source: { path, text }, version: versionOf(one), clientConfig: null, configAt: () => null });
}

/** What is said of a host; of one that nothing is said of, ssh's defaults hold. */
function ourAnswer({ connections, remarks }: Reading, host: string): string {
  const own =
    connections.find(({ targets }) => targets.includes(host)) ??
    connections.find(({ targets }) => targets.includes("*"));
  if (
    remarks.some(({ kind, targets }) => kind === "refused-option" && own?.targets.some((one) => targets.includes(one)))
  )
    return "refused";
  return own === undefined ? "0 3 yes" : settingsOf(own);
}

const newest = async (): Promise<OpenSsh> => {
  const one = (await availableVersions()).at(-1);
  if (one === undefined) throw new Error("no ssh to ask");
  return one;
};

const quotings = [
  (text: string) => `"${text.replaceAll('"', '\\"')}"`,
  (text: string) => `'${text.replaceAll("'", '"')}'`,
];
const hostLine = fc
  .array(fc.tuple(key, words, fc.constantFrom(...quotings)), { minLength: 1, maxLength: 2 })
  .map((pairs) => pairs.map(([name, text, quote]) => `ansible_${name}=${quote(text)}`).join(" "));
const groupLines = fc
  .array(fc.tuple(key, words, fc.constantFrom(" = ", "=")), { minLength: 1, maxLength: 2 })
  .map((pairs) => pairs.map(([name, text, equals]) => `ansible_${name}${equals}${text}`).join("\n"));

// A start of Ansible takes about a second.
const configs = Math.min(oracleRuns(6), 6);

describe.skipIf(!canAsk("ansible", ["ansible"], "optional"))("ansible", () => {
  it("hands ssh what we read in ansible.cfg", async () => {
    const one = await newest();
    for (const text of fc.sample(config, configs)) {
      const ours = ourAnswer(read(ansibleConfig, "/repo/ansible.cfg", text, one), "web");
      const call = (await arrived(text, "web\n")).get("web") ?? [];
      expect({ text, settings: ours }).toEqual({ text, settings: askedSsh(call, one).settings });
    }
  });

  it("hands ssh what we read in an inventory", async () => {
    const one = await newest();
    const hosts = fc.sample(hostLine, 30).map((text, index) => `h${index} ${text}`);
    const groups = fc.sample(groupLines, 20).map((text, index) => `[g${index}]\nm${index}\n[g${index}:vars]\n${text}`);
    const inventory = `${[...hosts, ...groups].join("\n")}\n`;
    const reading = read(ansibleInventory, "/repo/hosts", inventory, one);
    const real = await arrived("[defaults]\n", inventory);
    const names = [...hosts.map((_, index) => `h${index}`), ...groups.map((_, index) => `m${index}`)];
    const answers = await mapLimit(names, 2, async (host) => ({
      host,
      written: [...hosts, ...groups].find((text) => text.startsWith(`${host} `) || text.includes(`\n${host}\n`)),
      ours: ourAnswer(reading, host),
      real: askedSsh(real.get(host) ?? [], one).settings,
    }));
    for (const { host, written, ours, real: said } of answers)
      expect({ host, written, said: ours }).toEqual({ host, written, said });
  });
});
