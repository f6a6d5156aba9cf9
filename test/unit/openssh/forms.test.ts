import { describe, expect, it } from "vitest";
import type { Side } from "../../../src/base/side.ts";
import { checkArguments, type Form, splittingOf } from "../../../src/openssh/forms.ts";
import { keywordRows, keywordTable, type Release } from "../../../src/openssh/keywords.ts";

const args = (...values: readonly string[]) => values.map((value) => ({ value }));

function formOf(keyword: string, release: Release, side: Side): Form {
  const row = keywordTable(side, release, "upstream").get(keyword.toLowerCase());
  if (row === undefined) throw new Error(`${keyword} is unknown to ${release}`);
  return row.form;
}

function check(side: Side, keyword: string, release: Release, values: readonly string[], active = true): string | null {
  const standing = { active, name: keyword, stored: new Set<string>() };
  return checkArguments(formOf(keyword, release, side), args(...values), release, side, standing);
}

/** As ssh sees it; the dollar is escaped for this language's sake. */
const braced = "\u0024{HOME}";

type Case = readonly [keyword: string, release: Release, values: readonly string[], expected: string | null];

const clientCases: readonly Case[] = [
  ["ServerAliveInterval", 902, ["15"], null],
  ["ServerAliveInterval", 902, [], "missing time value"],
  ["ServerAliveInterval", 902, [""], "missing time value"],
  ["ServerAliveInterval", 902, ["15", "s"], "extra arguments at end of line"],
  ["ServerAliveInterval", 902, ["15", ""], "extra arguments at end of line"],
  ["ServerAliveInterval", 806, ["15", "s"], 'garbage at end of line; "s"'],
  ["ServerAliveInterval", 806, ["15", ""], null],
  ["TCPKeepAlive", 1005, ["all"], 'unsupported option "all"'],
  ["TCPKeepAlive", 1006, ["all"], null],
  ["Compression", 801, ["true"], null],
  ["Compression", 802, ["true"], 'unsupported option "true"'],
  ["PubkeyAuthentication", 808, ["unbound"], 'unsupported option "unbound"'],
  ["PubkeyAuthentication", 809, ["Unbound"], null],
  ["LogLevel", 902, [], "unsupported log level '<NONE>'"],
  ["LogLevel", 902, ["debug4"], "unsupported log level 'debug4'"],
  ["Port", 708, ["70000"], null],
  ["Port", 709, ["70000"], "Bad port '70000'"],
  ["Port", 709, ["ssh"], null],
  ["RekeyLimit", 902, ["1G", "1h"], null],
  ["RekeyLimit", 902, ["1G", "none"], null],
  ["RekeyLimit", 902, ["15"], "RekeyLimit too small"],
  ["RekeyLimit", 902, ["default", "none", "x"], "extra arguments at end of line"],
  ["RekeyLimit", 806, ["1G", "none", "x"], 'garbage at end of line; "x"'],
  ["RekeyLimit", 806, ["1G", ""], "missing time value"],
  ["RekeyLimit", 902, ["1.2.3"], "Bad number '1.2.3'"],
  ["RekeyLimit", 902, ["8E"], "Bad number '8E'"],
  ["ControlPersist", 902, ["5m"], null],
  ["ControlPersist", 902, ["YES"], "Bad ControlPersist argument"],
  ["ControlPersist", 804, ["2147483648"], "Bad ControlPersist argument"],
  ["AddKeysToAgent", 803, ["5m"], 'unsupported option "5m"'],
  ["AddKeysToAgent", 804, ["5m"], null],
  ["AddKeysToAgent", 804, ["2147483648"], null],
  ["AddKeysToAgent", 902, ["confirm", "5m"], null],
  ["AddKeysToAgent", 902, ["yes", "5m"], "unsupported option"],
  ["ChannelTimeout", 906, ["session=5m", "none"], null],
  ["ChannelTimeout", 907, ["session=5m", "none"], '"none" argument must appear alone'],
  ["ChannelTimeout", 906, [], null],
  ["ChannelTimeout", 907, [], "no channeltimeout specified"],
  ["ChannelTimeout", 1003, ["session=0.5"], null],
  ["IPQoS", 902, ["af11", "0x10"], null],
  ["IPQoS", 908, ["af11", "0x10"], "Bad IPQoS value: 0x10"],
  ["IPQoS", 801, ["le"], "Bad IPQoS value: le"],
  ["IPQoS", 806, ["ef", ""], "Bad IPQoS value: "],
  ["IPQoS", 902, [], "Bad IPQoS value: "],
  ["ObscureKeystrokeTiming", 905, ["interval:1001"], "value out of range"],
  ["TunnelDevice", 902, ["any:5"], null],
  ["TunnelDevice", 902, ["2147483646"], "Bad tun device"],
  ["StreamLocalBindMask", 902, ["0177x"], null],
  ["StreamLocalBindMask", 902, ["1000"], "Bad mask"],
  ["EscapeChar", 902, ["^A"], null],
  ["EscapeChar", 902, ["ab"], "Bad escape character"],
  ["UserKnownHostsFile", 902, ["a", "none"], '"none" argument must appear alone'],
  ["UserKnownHostsFile", 806, ["a", "none", "", "b"], null],
  ["UserKnownHostsFile", 902, ["a", ""], "empty argument"],
  ["SendEnv", 806, ["A", "", "B"], 'garbage at end of line; "B"'],
  ["SendEnv", 902, ["A=b"], "Invalid environment name"],
  ["SendEnv", 906, [], null],
  ["SendEnv", 907, [], "no arguments specified"],
  ["SetEnv", 902, ["A"], "Invalid SetEnv"],
  ["LocalForward", 902, ["8080", "host:80"], null],
  ["LocalForward", 902, ["8080"], "Missing target argument"],
  ["LocalForward", 902, ["0", "host:80"], "Bad forwarding specification"],
  ["LocalForward", 902, ["/tmp/a", "/tmp/b"], null],
  ["RemoteForward", 902, ["0", "host:80"], null],
  ["RemoteForward", 902, ["[::1]:8080"], null],
  ["DynamicForward", 902, ["a:b:1080"], "Bad forwarding specification"],
  ["PermitRemoteOpen", 901, ["bad", "host:22"], null],
  ["PermitRemoteOpen", 902, ["bad", "host:22"], "bad port number"],
  ["CanonicalDomains", 909, ["_a.example"], 'domain name "_a.example" starts with invalid character'],
  ["CanonicalDomains", 1000, ["_a.example"], null],
  ["CanonicalizePermittedCNAMEs", 807, ["none"], 'Invalid permitted CNAME "none"'],
  ["CanonicalizePermittedCNAMEs", 808, ["none"], null],
  ["IdentityAgent", 803, [braced], `Invalid environment name ${braced}`],
  ["IdentityAgent", 804, [braced], null],
  ["IdentityAgent", 804, ["\u0024{HOME"], "Invalid environment expansion \u0024{HOME"],
  ["IdentityAgent", 902, ["$-x"], "Invalid environment name $-x"],
  ["ProxyCommand", 806, [], "Missing argument"],
  ["ProxyCommand", 806, [""], null],
  ["ProxyCommand", 902, ["a 'b c' # d"], null],
  ["ProxyJump", 902, ["user@host:22,[::1]"], null],
  ["ProxyJump", 902, ["host:0"], 'Invalid ProxyJump "host:0"'],
  ["ProxyJump", 1000, ["host x@"], null],
  ["ProxyJump", 1001, ["host x@"], 'Invalid ProxyJump "host x@"'],
  ["ProxyJump", 804, ["ssh://host"], 'Invalid ProxyJump "ssh://host"'],
  ["ProxyJump", 805, ["ssh://host"], null],
  ["Host", 902, ["a", ""], "empty argument"],
  ["Host", 806, ["a", "", "b"], null],
  ["Protocol", 806, [], null],
  ["RSAAuthentication", 902, ["whatever", "it", "is"], null],
];

const serverCases: readonly Case[] = [
  ["ClientAliveInterval", 902, ["none"], "invalid time value"],
  ["ClientAliveCountMax", 902, ["none"], "integer value invalid"],
  ["TCPKeepAlive", 1005, ["true"], 'unsupported option "true"'],
  ["TCPKeepAlive", 1006, ["true"], null],
  ["UnusedConnectionTimeout", 902, ["NONE"], null],
  ["LoginGraceTime", 902, ["2m"], null],
  ["Port", 902, ["0"], "Badly formatted port number"],
  ["IgnoreRhosts", 802, ["shosts-only"], 'unsupported option "shosts-only"'],
  ["IgnoreRhosts", 803, ["shosts-only"], null],
  ["PermitTunnel", 902, ["Yes"], "bad PermitTunnel argument Yes"],
  ["PermitUserEnvironment", 707, ["LANG"], 'unsupported option "LANG"'],
  ["PermitUserEnvironment", 708, ["LANG"], null],
  ["MaxStartups", 902, ["10:30:100"], null],
  ["MaxStartups", 902, ["10:30"], "Invalid MaxStartups spec"],
  ["MaxStartups", 901, ["0"], null],
  ["MaxStartups", 902, ["0"], "Invalid MaxStartups spec"],
  ["MaxStartups", 902, ["10:101:100"], "Invalid MaxStartups spec"],
  ["PerSourceNetBlockSize", 902, ["24:129"], "Invalid PerSourceNetBlockSize spec"],
  ["PerSourceMaxStartups", 902, ["NONE"], "integer value invalid"],
  ["PerSourcePenalties", 908, ["refuseconnection:5"], "unsupported keyword refuseconnection:5"],
  ["PerSourcePenalties", 909, ["refuseconnection:5", "no"], null],
  ["PerSourcePenalties", 909, ["no", "crash:5"], '"no" argument must appear alone'],
  ["PubkeyAuthOptions", 803, ["verify-required"], "unsupported PubkeyAuthOptions option verify-required"],
  ["PubkeyAuthOptions", 804, ["verify-required"], null],
  ["AllowUsers", 906, [], null],
  ["AllowUsers", 907, [], "no arguments specified"],
  ["AuthorizedKeysFile", 1002, ["a", "none"], null],
  ["AuthorizedKeysFile", 1003, ["a", "none"], '"none" argument must appear alone'],
  ["RevokedKeys", 1002, ["a", "b"], "extra arguments at end of line"],
  ["RevokedKeys", 1003, ["a", "b"], null],
  ["AuthenticationMethods", 902, ["publickey,password", "publickey"], null],
  ["AuthenticationMethods", 902, ["publickey", "any"], '"any" must appear alone in AuthenticationMethods'],
  ["AuthenticationMethods", 902, ["pubkey"], "invalid authentication method list"],
  ["PermitOpen", 902, ["any", "host:22"], "extra arguments at end of line"],
  ["PermitOpen", 907, ["any", "host:22"], null],
  ["PermitOpen", 709, ["host/22"], null],
  ["PermitOpen", 800, ["host/22"], "missing host"],
  ["PermitListen", 902, ["8080"], null],
  ["ListenAddress", 902, ["::1"], null],
  ["ListenAddress", 902, ["[::1]:0"], "bad port number"],
  ["ListenAddress", 706, ["0.0.0.0", "rdomain", "x"], 'garbage at end of line; "rdomain"'],
  ["ListenAddress", 806, ["0.0.0.0", ""], "bad ListenAddress syntax"],
  ["RDomain", 902, ["none"], "setting RDomain not supported on this platform"],
  ["Subsystem", 902, ["sftp", "/x", "-a"], null],
  ["Subsystem", 902, ["sftp"], "Missing subsystem command"],
  ["Include", 902, [], "no arguments specified"],
  ["ForceCommand", 806, [""], "Missing argument"],
  ["AuthorizedKeysCommand", 902, ["relative"], "must be an absolute path"],
  ["AuthorizedKeysCommand", 902, ['"/quoted"'], "must be an absolute path"],
  ["VersionAddendum", 902, ["a\rb"], "Invalid argument"],
];

describe("checkArguments", () => {
  it.each(clientCases)("client %s in %i with %j: %j", (keyword, release, values, expected) => {
    expect(check("client", keyword, release, values)).toBe(expected);
  });

  it.each(serverCases)("server %s in %i with %j: %j", (keyword, release, values, expected) => {
    expect(check("server", keyword, release, values)).toBe(expected);
  });

  it.each([
    ["AuthorizedKeysCommand", 806, ["relative"]],
    ["VersionAddendum", 806, ["a\rb"]],
    ["Subsystem", 905, ["sftp"]],
    ["AuthenticationMethods", 902, ["publickey", "any"]],
  ] as const)("lets %s pass where the block of %i does not apply", (keyword, release, values) => {
    expect(check("server", keyword, release, values)).not.toBeNull();
    expect(check("server", keyword, release, values, false)).toBeNull();
  });

  it("takes any arguments of any form without an exception", () => {
    const lists = [[], [""], ["a"], ["a", ""], ["", "a"], ["5:5:5:5"], ["none"], ["[", "]"], ["\\"], ["9".repeat(500)]];
    for (const side of ["client", "server"] as const) {
      for (const row of keywordRows(side)) {
        for (const values of lists) {
          const error = checkArguments(row.form, args(...values), row.since ?? 706, side);
          expect(error === null || typeof error === "string").toBe(true);
        }
      }
    }
  });

  it("takes long arguments in linear time", () => {
    const long = "${".repeat(50_000);
    for (const text of [
      long,
      `${long}}`,
      "1".repeat(100_000),
      "[".repeat(100_000),
      ":".repeat(100_000),
      " ".repeat(100_000),
    ]) {
      for (const row of [...keywordRows("client"), ...keywordRows("server")])
        checkArguments(row.form, args(text), 804, "client");
    }
  }, 20_000);
});

describe("splittingOf", () => {
  it("asks for the rest of the line where the program does not split it", () => {
    const rests = [
      "ProxyCommand",
      "LocalCommand",
      "RemoteCommand",
      "KnownHostsCommand",
      "ProxyJump",
      "VersionAddendum",
    ];
    expect(rests.map((keyword) => splittingOf(formOf(keyword, 1000, "client"), 1000))).toEqual(rests.map(() => "rest"));
    expect(splittingOf(formOf("ForceCommand", 902, "server"), 902)).toBe("rest");
    expect(splittingOf(formOf("Banner", 902, "server"), 902)).toBe("arguments");
  });

  it("asks for SetEnv split at blanks alone up to 8.6", () => {
    expect(splittingOf("set-env", 806)).toBe("blanks");
    expect(splittingOf("set-env", 807)).toBe("arguments");
  });
});
