import { describe, expect, it } from "vitest";
import { configReaders } from "../../../src/policy/config-readers.ts";
import { loadConfig } from "../../../src/policy/load.ts";
import { mergeConfigs } from "../../../src/policy/resolve.ts";

const rules = ["interval-too-long", "count-zero", "keepalive-off"];
const load = (path: string, text: string) => loadConfig({ path, text, readers: configReaders, rules });
const value = (path: string, text: string) => {
  const read = load(path, text);
  if (!read.ok) throw new Error(`${read.error.path}:${read.error.line}:${read.error.column}: ${read.error.message}`);
  return read.value;
};
/** "1:3 message" */
const error = (path: string, text: string) => {
  const read = load(path, text);
  if (read.ok) throw new Error(`accepted: ${JSON.stringify(read.value)}`);
  expect(read.error.path).toBe(path);
  return `${read.error.line}:${read.error.column} ${read.error.message}`;
};

const expected = {
  policy: "stig-ubuntu",
  network: { name: "aws", limit: 350 },
  openssh: "9.2+debian",
  kernel: { name: "linux", keepalive: { time: 600, interval: 75, probes: 9 } },
  rules: new Map([["count-zero", "off"]]),
  exclude: ["vendor/**"],
  select: ["interval-too-long"],
  ignore: ["keepalive-off"],
  client: { interval: { max: 120, apply: 30 }, deadPeer: { min: 20, max: 600 } },
  server: { countMax: { min: 1, max: 5 }, tcpKeepAlive: "no" },
};

const json = `{
  // a comment
  "$schema": "./schema.json",
  "policy": "stig-ubuntu", "network": "aws", "openssh": "9.2+debian",
  "kernel": { "name": "linux", "tcpKeepaliveTime": 600 },
  "rules": { "count-zero": "off" },
  "exclude": ["vendor/**"], "select": ["interval-too-long"], "ignore": ["keepalive-off"],
  "client": { "interval": { "max": 120, "apply": 30 }, "deadPeer": { "min": 20, "max": 600 } },
  "server": { "countMax": { "min": 1, "max": 5 }, "tcpKeepAlive": "no" },
}
`;
const yaml = `# a comment
policy: stig-ubuntu
network: aws
openssh: 9.2+debian
kernel: { name: linux, tcpKeepaliveTime: 600 }
rules:
  count-zero: off
exclude: [vendor/**]
select: [interval-too-long]
ignore:
  - keepalive-off
client:
  interval: { max: 120, apply: 30 }
  deadPeer: &slow { min: 20, max: 600 }
server:
  countMax: { min: 1, max: 5 }
  tcpKeepAlive: no
`;
const toml = `# a comment
policy = "stig-ubuntu"
network = 'aws'
openssh = "9.2+debian"
exclude = ["vendor/**"]
select = ["interval-too-long"]
ignore = [
  "keepalive-off",
]
[kernel]
name = "linux"
tcpKeepaliveTime = 600
[rules]
count-zero = "off"
[client.interval]
max = 120
apply = 30
[client]
deadPeer = { min = 20, max = 600 }
[server]
countMax.min = 1
countMax.max = 5
tcpKeepAlive = "no"
`;

describe("the same config in every format", () => {
  it.each([
    [".keepalive-lint.json", json],
    [".keepalive-lint.jsonc", json],
    ["a/b/.keepalive-lint.yaml", yaml],
    [".keepalive-lint.yml", yaml],
    [".keepalive-lint.toml", toml],
    ["package.json", `{"name": "x", "keepalive-lint": ${json}}`],
    ["with-bom.json", `\uFEFF${json}`],
    ["crlf.yaml", yaml.replaceAll("\n", "\r\n")],
    ["crlf.toml", toml.replaceAll("\n", "\r\n")],
  ])("%s", (path, text) => {
    expect(value(path, text)).toMatchObject(expected);
  });

  it("takes a network in seconds, a kernel by name, and an alias", () => {
    expect(value("x.json", '{"network": 300, "kernel": "macos"}')).toMatchObject({
      network: { name: "300", limit: 300 },
      kernel: { name: "macos" },
    });
    expect(value("x.yaml", "client: &both\n  interval: {apply: 30}\nserver: *both\n")).toEqual({
      client: { interval: { apply: 30 } },
      server: { interval: { apply: 30 } },
    });
  });

  it.each([
    ["x.yaml", ""],
    ["x.yaml", "# only a comment\n"],
    ["x.toml", ""],
    ["x.json", "{}"],
  ])("%s %j is empty", (path, text) => {
    expect(value(path, text)).toEqual({});
  });

  it("is null in a package.json without the key", () => {
    expect(value("a/package.json", '{"name": "x"}')).toBeNull();
    expect(value("a/package.json", "[]")).toBeNull();
  });
});

describe("one clear error with its place", () => {
  it.each([
    // unknown names
    ["x.json", '{\n  "netwrok": "aws"\n}', '2:3 unknown key "netwrok" (did you mean "network"?)'],
    ["x.yaml", "policy: recommended\nclinet: {}\n", '2:1 unknown key "clinet" (did you mean "client"?)'],
    [
      "x.toml",
      "[client]\n[client.intervall]\nmax = 3\n",
      '2:9 client: unknown key "intervall" (did you mean "interval"?)',
    ],
    [
      "x.toml",
      "a = 1\n",
      '1:1 unknown key "a" (known: $schema, policy, network, openssh, kernel, rules, neighbours, exclude, select, ignore, client, server, overrides)',
    ],
    ["x.json", '{"policy": "stig-ubunut"}', '1:12 policy: not "stig-ubunut" (did you mean "stig-ubuntu"?)'],
    ["x.json", '{"policy": "Recommended"}', '1:12 policy: not "Recommended" (did you mean "recommended"?)'],
    ["x.yaml", "network: azur\n", '1:10 network: not "azur" (did you mean "azure"?)'],
    ["x.yaml", "network: 5\n", "1:10 network: not 5 (20 to 2147483647 seconds)"],
    ["x.toml", 'kernel = "linus"\n', '1:10 kernel: not "linus" (did you mean "linux"?)'],
    [
      "x.json",
      '{"kernel": {"tcpKeepalivetime": 60}}',
      '1:13 kernel: unknown key "tcpKeepalivetime" (did you mean "tcpKeepaliveTime"?)',
    ],
    [
      "x.json",
      '{"rules": {"count-zeros": "off"}}',
      '1:12 rules: unknown key "count-zeros" (did you mean "count-zero"?)',
    ],
    ["x.yaml", "rules:\n  count-zero: warn\n", '2:15 rules.count-zero: not "warn" (known: off, info, warning, error)'],
    [
      "x.yaml",
      "select: [interval-to-long]\n",
      '1:10 select: not "interval-to-long" (did you mean "interval-too-long"?)',
    ],
    // wrong values
    ["x.json", '{"openssh": 9.2}', "1:13 openssh: 9.2 is not text: put it in quotes"],
    ["x.json", '{"neighbours": "yes"}', '1:16 neighbours: "yes" is neither true nor false'],
    ["x.json", '{"exclude": "a"}', '1:13 exclude: "a" is not a list'],
    ["x.json", '{"client": []}', "1:12 client: a list is not a table"],
    ["x.json", "[]", "1:1 the config: a list is not a table"],
    ["x.yaml", "client:\n", "1:8 client: null is not a table"],
    [
      "x.toml",
      '[client]\ninterval.max = "10m"\n',
      '2:16 client.interval.max: "10m" is not a whole number of seconds from 1 to 2147483647',
    ],
    [
      "x.toml",
      "[client.interval]\nmax = 1.5\n",
      "2:7 client.interval.max: 1.5 is not a whole number of seconds from 1 to 2147483647",
    ],
    ["x.toml", "[client]\ninterval = 1979-05-27\n", '2:12 client.interval: "1979-05-27" is not a table'],
    ["x.json", '{"client": {"tcpKeepAlive": true}}', "1:29 client.tcpKeepAlive: not true (known: yes, no, all, any)"],
    [
      "x.json",
      '{"kernel": {"tcpRetries2": 99}}',
      "1:28 kernel.tcpRetries2: 99 is not a whole number of retransmissions from 1 to 30",
    ],
    // TOML: headers, dotted keys, inline tables, quoted keys
    ["x.toml", "[clinet.interval]\nmax = 3\n", '1:2 unknown key "clinet" (did you mean "client"?)'],
    ["x.toml", "client.interval.mx = 3\n", '1:17 client.interval: unknown key "mx" (did you mean "max"?)'],
    ["x.toml", "[client]\ndeadPeer = { mix = 3 }\n", '2:12 client.deadPeer: unknown key "mix" (did you mean "min"?)'],
    ["x.toml", '["rules"]\n"count-zero" = 3\n', "2:16 rules.count-zero: not 3 (known: off, info, warning, error)"],
    ["x.toml", "exclude = [1]\n", "1:11 exclude: 1 is not text: put it in quotes"],
    // YAML: keys without values, keys that are no words
    ["x.yaml", "? select\n", "1:3 select: null is not a list"],
    ["x.yaml", "? [a]\n: 1\n", "1:3 a key must be a word"],
    // limits that contradict each other
    ["x.json", '{"client": {"deadPeer": {"min": 60, "max": 30}}}', "1:44 client.deadPeer: min 60 is more than max 30"],
    [
      "x.yaml",
      "server:\n  interval:\n    max: 30\n    apply: 60\n",
      "3:10 server.interval: apply 60 is more than max 30",
    ],
    [
      "x.json",
      '{"client": {"interval": {"apply": 600}}}',
      "1:35 client.interval.apply: 600 is more than 216 (Azure by default: idle connections are forgotten after 240 s); name the network or set interval.max",
    ],
    // duplicates
    ["x.json", '{"policy": "dev-sec",\n "policy": "recommended"}', "2:2 policy stands twice"],
    ["x.yaml", "policy: dev-sec\npolicy: dev-sec\n", "2:1 not YAML: Map keys must be unique"],
    [
      "x.toml",
      'policy = "dev-sec"\npolicy = "dev-sec"\n',
      "2:1 not TOML: trying to redefine an already defined table or value",
    ],
    ["package.json", '{"keepalive-lint": {\n"polcy": 1}}', '2:1 unknown key "polcy" (did you mean "policy"?)'],
    // the first problem of several
    [
      "x.yaml",
      "b: 1\na: 1\n",
      '1:1 unknown key "b" (known: $schema, policy, network, openssh, kernel, rules, neighbours, exclude, select, ignore, client, server, overrides)',
    ],
    // syntax
    ["x.json", "", "1:1 not JSON: value expected"],
    ["x.json", '{"policy": }', "1:12 not JSON: value expected"],
    ["x.toml", "policy = \n", "1:10 not TOML: invalid value"],
    [
      "x.yaml",
      "select: [a\n",
      "2:1 not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
    [
      "x.yaml",
      "a: 1\n---\nb: 1\n",
      "2:1 not YAML: Source contains multiple documents; please use YAML.parseAllDocuments()",
    ],
    ["x.ini", "", "1:1 a config's name ends in .json, .jsonc, .yaml, .yml or .toml"],
    // columns are bytes
    [
      "x.json",
      '{"exclude": ["ä"], "x": 1}',
      '1:21 unknown key "x" (known: $schema, policy, network, openssh, kernel, rules, neighbours, exclude, select, ignore, client, server, overrides)',
    ],
  ])("%s %j", (path, text, message) => {
    expect(error(path, text)).toBe(message);
  });
});

describe("hostile configs", () => {
  it.each([
    ["x.json", '{"__proto__": {"policy": "dev-sec"}}'],
    ["x.yaml", "__proto__: {policy: dev-sec}\n"],
    ["x.toml", "[__proto__]\npolicy = 'dev-sec'\n"],
    ["x.json", '{"rules": {"__proto__": "off"}}'],
    ["x.json", '{"rules": {"constructor": "off"}}'],
    ["x.json", '{"client": {"__proto__": {}}}'],
    ["x.json", '{"toString": 1}'],
  ])("%s %s", (path, text) => {
    expect(error(path, text)).toContain("unknown key");
    expect(({} as { policy?: string }).policy).toBeUndefined();
  });

  it("refuses YAML that runs code or multiplies", () => {
    expect(error("x.yaml", "policy: !!js/function 'x'\n")).toContain("not YAML: Unresolved tag");
    const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 9; level++)
      bomb.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(", ")}]`,
      );
    expect(error("x.yaml", bomb.join("\n"))).toContain("more than 100000 values");
    expect(error("x.yaml", "a: &a [*a]\n")).toContain("nested more than 32 deep");
  });

  it.each([
    ["x.json", "[".repeat(100_000)],
    ["x.json", "[".repeat(100_000) + "]".repeat(100_000)],
    ["x.yaml", "[".repeat(20_000) + "]".repeat(20_000)],
    ["x.toml", `a = ${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["x.toml", `a${".a".repeat(100_000)} = 1`],
    ["x.json", `"${"x".repeat(5_000_000)}"`],
  ])("%s refuses what is nested or large beyond reason", (path, text) => {
    expect(error(path, text)).toMatch(/nested|not JSON|too large/);
  });

  it("cuts long words", () => {
    expect(error("x.json", `{"${"k".repeat(5000)}": 1}`).length).toBeLessThan(250);
  });
});

describe("merging", () => {
  it("lets options win over the file, rule by rule", () => {
    const file = value("x.json", '{"policy": "dev-sec", "rules": {"count-zero": "off", "keepalive-off": "error"}}')!;
    const merged = mergeConfigs(file, { policy: "recommended", rules: new Map([["count-zero", "info"]]) });
    expect(merged.policy).toBe("recommended");
    expect([...merged.rules!]).toEqual([
      ["count-zero", "info"],
      ["keepalive-off", "error"],
    ]);
  });
});
