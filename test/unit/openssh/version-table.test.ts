import { describe, expect, it } from "vitest";
import { noConnection } from "../../../src/eval/server.ts";
import { memoryFiles } from "../../../src/io/memory-files.ts";
import type { Vendor } from "../../../src/openssh/keywords.ts";
import { policyOf } from "../../../src/policy/policy-of.ts";
import { effective } from "../../../src/run/effective.ts";
import { kernels } from "../../../src/timeline/kernels.ts";
import { hostOf, type Tree } from "../../host.ts";
import { answerFor, type Behaviour, behaviours } from "../../oracle/version-table.ts";

const minors = (major: number, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${major}.${from + index}`);

/** Every release, with both p-levels where they differ. */
const versions = [...minors(7, 6, 9), ...minors(8, 0, 9), ...minors(9, 0, 8), "9.9p1", "9.9p2", ...minors(10, 0, 6)];

const policy = policyOf({}, kernels.linux);
const localUser = "me";
const common = { user: null, localUser, tag: "", command: "", sessionType: "shell" } as const;
const bob = {
  ...noConnection,
  isTest: true,
  user: "bob",
  host: "h.example.com",
  address: "10.1.2.3",
  localAddress: "127.0.0.1",
  localPort: 22,
  groups: [],
};

function treeOf({ main, others = {} }: Behaviour): Tree {
  const text = (content: string): string => content.replaceAll("@DIR@", "/repo");
  const files = Object.entries(others).map(([name, content]) => [`/repo/${name}`, text(content)] as const);
  return { ...Object.fromEntries(files), "/repo/main": text(main), "/repo/dangling.conf": { link: "nowhere" } };
}

function answer(behaviour: Behaviour, version: string, vendor: Vendor): string {
  const { side } = behaviour;
  const outcome = effective(
    {
      side,
      file: "/repo/main",
      systemConfig: null,
      options: [],
      hosts: side === "client" ? [{ label: "a", request: { ...common, host: "a" } }] : [],
      connections: side === "server" ? [{ label: "bob", request: bob }] : [],
      all: false,
      common,
      openssh: vendor === "upstream" ? version : `${version}+${vendor}`,
      policy,
      stdin: "",
    },
    hostOf(memoryFiles(treeOf(behaviour))),
  );
  if (!outcome.ok) throw new Error(outcome.error.message);
  const settings = outcome.value.report.results[0]?.settings;
  if (!settings) return "refused";
  const { interval, countMax, tcpKeepAlive } = settings;
  return `${interval.value}/${countMax.value}/${tcpKeepAlive.value}`;
}

describe("what changed between 7.6 and 10.6", () => {
  it.each(behaviours)("$side: $name ($evidence)", (behaviour) => {
    const vendors: readonly Vendor[] = behaviour.vendor === undefined ? ["upstream", "debian"] : [behaviour.vendor];
    for (const vendor of vendors) {
      const answers = versions.map((version) => [version, answer(behaviour, version, vendor)]);
      expect(answers).toEqual(versions.map((version) => [version, answerFor(behaviour, version)]));
    }
  });
});
