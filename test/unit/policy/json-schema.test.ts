import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { initialConfig } from "../../../src/cli/init-command.ts";
import { configReaders } from "../../../src/policy/config-readers.ts";
import { configSchema } from "../../../src/policy/json-schema.ts";
import { loadConfig } from "../../../src/policy/load.ts";
import { presetNames } from "../../../src/policy/policy.ts";
import { ruleIds } from "../../../src/rules/rule-ids.ts";
import { kernelNames } from "../../../src/timeline/kernels.ts";
import { networkNames } from "../../../src/timeline/networks.ts";

const bySchema = new Ajv2020({ allErrors: true }).compile(configSchema(ruleIds));
const byReader = (config: unknown): string | null => {
  const read = loadConfig({ text: JSON.stringify(config), path: "x.json", readers: configReaders, rules: ruleIds });
  return read.ok ? null : read.error.message;
};

const limits = [
  { interval: { min: 1, max: 2147483647, apply: 5 } },
  { deadPeer: { min: 0, max: 1 } },
  { countMax: { min: 0, max: 0, apply: 0 } },
];
const good: readonly unknown[] = [
  {},
  { $schema: "./schema.json" },
  ...presetNames.map((policy) => ({ policy })),
  ...networkNames.map((network) => ({ network })),
  { network: 20 },
  { network: 2147483647 },
  { openssh: "debian-12" },
  ...kernelNames.map((kernel) => ({ kernel })),
  { kernel: { name: "linux", tcpKeepaliveTime: 1, tcpKeepaliveInterval: 1, tcpKeepaliveProbes: 255, tcpRetries2: 30 } },
  ...ruleIds.map((id) => ({ rules: { [id]: "off" } })),
  { rules: { "count-zero": "info", shadowed: "error", "keepalive-off": "warning" } },
  { neighbours: true },
  { exclude: [], select: ["count-zero"], ignore: [] },
  ...limits.flatMap((limit) => [
    { network: "none", client: limit },
    { network: "none", server: limit },
  ]),
  ...["yes", "no", "all", "any"].map((tcpKeepAlive) => ({ client: { tcpKeepAlive } })),
  {
    overrides: [
      { targets: "*.prod", deadPeer: { max: 60 } },
      { targets: ["a", "!b"], side: "server", tcpKeepAlive: "no" },
    ],
  },
];

const bad: readonly unknown[] = [
  [],
  "x",
  { polciy: "recommended" },
  { policy: "recomended" },
  { policy: ["recommended"] },
  { network: "moon" },
  { network: 19 },
  { network: 2147483648 },
  { network: 30.5 },
  { network: null },
  { openssh: "" },
  { openssh: 9.2 },
  { kernel: "plan9" },
  { kernel: { tcpKeepaliveProbes: 256 } },
  { kernel: { tcpRetries2: 0 } },
  { kernel: { speed: 1 } },
  { rules: { "no-such": "off" } },
  { rules: { "count-zero": "warn" } },
  { rules: ["count-zero"] },
  { neighbours: "yes" },
  { neighbours: 1 },
  { exclude: "old" },
  { exclude: [""] },
  { select: ["no-such"] },
  { ignore: "count-zero" },
  { client: { interval: 60 } },
  { client: { interval: { min: 0 } } },
  { client: { interval: { max: 2147483648 } } },
  { client: { interval: { default: 60 } } },
  { server: { countMax: { min: -1 } } },
  { server: { deadPeer: { max: "60" } } },
  { server: { tcpKeepAlive: true } },
  { overrides: {} },
  { overrides: [{ deadPeer: { max: 60 } }] },
  { overrides: [{ targets: " , " }] },
  { overrides: [{ targets: [] }] },
  { overrides: [{ targets: "*", side: "both" }] },
  { overrides: [{ targets: "*", policy: "recommended" }] },
];

describe("the schema and the reader agree", () => {
  it.each(good.map((config) => [JSON.stringify(config), config]))("on %s", (_text, config) => {
    expect(byReader(config)).toBeNull();
    expect(bySchema(config), JSON.stringify(bySchema.errors)).toBe(true);
  });

  it.each(bad.map((config) => [JSON.stringify(config), config]))("against %s", (_text, config) => {
    expect(byReader(config)).not.toBeNull();
    expect(bySchema(config)).toBe(false);
  });

  it("about what init writes, with every comment taken away", () => {
    const commented = initialConfig.replace(/^# (?!yaml|keepalive)((?: *)(?:[a-z][\w-]*:|- )( .*|.*)?)$/gm, "$1");
    expect(commented).not.toBe(initialConfig);
    for (const text of [initialConfig, commented]) {
      const config: unknown = parse(text);
      expect(byReader(config)).toBeNull();
      expect(bySchema(config), JSON.stringify(bySchema.errors)).toBe(true);
    }
  });
});

it("names the nearest right word", () => {
  expect(byReader({ polciy: "recommended" })).toContain('did you mean "policy"?');
  expect(byReader({ overrides: [{ target: "*.prod" }] })).toContain('did you mean "targets"?');
  expect(byReader({ rules: { "count-zer": "off" } })).toContain('did you mean "count-zero"?');
});
