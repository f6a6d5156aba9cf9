import type { Side } from "../../src/base/side.ts";
import type { Vendor } from "../../src/openssh/keywords.ts";
import { DIRECTORY } from "./place.ts";

/** What a config means from one version on, until the next row: "interval/count/TCPKeepAlive", or "refused". */
export type Change = readonly [from: string, answer: string];

/**
 * One behaviour that changed between 7.6 and 10.6, as a config that shows it. The client is asked about host a, without tag
 * and command; the server about bob on h.example.com from 10.1.2.3.
 */
export interface Behaviour {
  readonly name: string;
  readonly side: Side;
  readonly main: string;
  readonly others?: Readonly<Record<string, string>>;
  readonly changes: readonly Change[];
  /** Only builds of this vendor behave so. */
  readonly vendor?: Vendor;
  /** The C symbol, with the commit or the tags that were compared. */
  readonly evidence: string;
}

type Rest = readonly [evidence: string, ...changes: readonly Change[]];

const rows =
  (side: Side, vendor?: Vendor) =>
  (name: string, main: string, ...[evidence, ...changes]: Rest): Behaviour => ({
    name,
    side,
    main: `${main}\n`,
    changes,
    evidence,
    ...(vendor === undefined ? {} : { vendor }),
  });

const client = rows("client");
const server = rows("server");
const debian = rows("client", "debian");
const upstream = rows("client", "upstream");

const REFUSED = "refused";
const NOTHING = "0/3/yes";
const FIFTEEN = "15/3/yes";

const alive = (value: string): string => `ServerAliveInterval ${value}`;
const clientAlive = (value: string): string => `ClientAliveInterval ${value}`;
const under = (line: string): string => `${line}\nServerAliveInterval 15`;
const serverUnder = (line: string): string => `${line}\nClientAliveInterval 15`;
const withFile = (row: Behaviour, name: string, text: string): Behaviour => ({ ...row, others: { [name]: text } });

const convtime = "misc.c convtime";
const argv = "readconf.c process_config_line_depth: argv_split in place of strdelim, V_8_7_P1";
const serverArgv = "servconf.c process_server_config_line_depth: argv_split in place of strdelim, V_8_7_P1";

const times: readonly Behaviour[] = [
  client(
    "a unit holds for the next part",
    alive("1m30"),
    `${convtime}: multiplier = 1 in the loop`,
    ["7.6", "1860/3/yes"],
    ["8.4", "90/3/yes"],
  ),
  server(
    "a unit holds for the next part, sshd",
    clientAlive("1m30s"),
    `${convtime}: multiplier = 1 in the loop`,
    ["7.6", "1860/3/yes"],
    ["8.4", "90/3/yes"],
  ),
  client("a time wraps", alive("4294967311"), `${convtime}: INT_MAX for LONG_MAX`, ["7.6", FIFTEEN], ["8.5", REFUSED]),
  server(
    "a time wraps, sshd",
    clientAlive("4294967311"),
    `${convtime}: INT_MAX for LONG_MAX`,
    ["7.6", FIFTEEN],
    ["8.5", REFUSED],
  ),
  client(
    "a sign before a time",
    alive("+15"),
    `${convtime}: scandigits and strtonum for strtol`,
    ["7.6", FIFTEEN],
    ["9.8", REFUSED],
  ),
  server(
    "a sign before a time, sshd",
    clientAlive("+15"),
    `${convtime}: scandigits and strtonum for strtol`,
    ["7.6", FIFTEEN],
    ["9.8", REFUSED],
  ),
  client("a fraction", alive("15.5"), `${convtime}_double`, ["7.6", REFUSED], ["10.3", FIFTEEN]),
  client("a fraction below a second", alive("0.5"), `${convtime}_double`, ["7.6", REFUSED], ["10.3", NOTHING]),
  server("a fraction, sshd", clientAlive("15.5"), `${convtime}_double`, ["7.6", REFUSED], ["10.3", FIFTEEN]),
  client("a fraction of a minute", alive("1.5m"), `${convtime}_double`, ["7.6", REFUSED]),
  client("seconds twice", alive("7s8s"), `${convtime}_double: seen_seconds`, ["7.6", FIFTEEN], ["10.3", REFUSED]),
  client("none leaves the slot open", under(alive("none")), "readconf.c label parse_time: -1 is not set", [
    "7.6",
    FIFTEEN,
  ]),
  server("none is no time to sshd", clientAlive("none"), "servconf.c label parse_time", ["7.6", REFUSED]),
];

const counts: readonly Behaviour[] = [
  client(
    "a hexadecimal count",
    "ServerAliveCountMax 0x10",
    "readconf.c label parse_int: atoi_err for strtol, V_7_7_P1",
    ["7.6", "0/16/yes"],
    ["7.7", REFUSED],
  ),
  client(
    "a count with a zero before it",
    "ServerAliveCountMax 015",
    "readconf.c label parse_int: atoi_err for strtol, V_7_7_P1",
    ["7.6", "0/13/yes"],
    ["7.7", "0/15/yes"],
  ),
  server(
    "a word for a count, sshd",
    "ClientAliveCountMax none",
    "servconf.c label parse_int: atoi_err for a2int, V_7_7_P1",
    ["7.6", "0/0/yes"],
    ["7.7", REFUSED],
  ),
  client("a count of 0", "ServerAliveCountMax 0", "misc.c atoi_err: from 0", ["7.6", "0/0/yes"]),
  server("a count of 0, sshd", "ClientAliveCountMax 0", "misc.c atoi_err: from 0", ["7.6", "0/0/yes"]),
  client(
    "a count with a sign",
    "ServerAliveCountMax +5",
    "misc.c atoi_err: strtonum",
    ["7.6", REFUSED],
    ["7.7", "0/5/yes"],
  ),
];

const flags: readonly Behaviour[] = [
  server(
    "a flag in capitals, sshd",
    "TCPKeepAlive No",
    "servconf.c label parse_flag: multistate_flag, V_7_7_P1",
    ["7.6", REFUSED],
    ["7.7", "0/3/no"],
  ),
  client("true and false", "TCPKeepAlive FALSE", "readconf.c multistate_flag", ["7.6", "0/3/no"]),
  server(
    "true and false, sshd",
    "TCPKeepAlive false",
    "servconf.c, Debian's 1:10.6p1 measured; V_10_5_P1 has multistate_flag",
    ["7.6", REFUSED],
    ["10.6", "0/3/no"],
  ),
  client(
    "all",
    "TCPKeepAlive all",
    "Debian's 1:10.6p1 measured; V_10_5_P1 has multistate_flag",
    ["7.6", REFUSED],
    ["10.6", "0/3/all"],
  ),
  server(
    "all, sshd",
    "TCPKeepAlive all",
    "Debian's 1:10.6p1 measured; V_10_5_P1 has multistate_flag",
    ["7.6", REFUSED],
    ["10.6", "0/3/all"],
  ),
  client("an old name", "KeepAlive no", "readconf.c keywords[]: keepalive", ["7.6", "0/3/no"]),
  server("an old name, sshd", "KeepAlive no", "servconf.c keywords[]: keepalive", ["7.6", "0/3/no"]),
];

const quoting: readonly Behaviour[] = [
  client("double quotes", alive('"15"'), "misc.c strdelim, argv_split", ["7.6", FIFTEEN]),
  client("single quotes", alive("'15'"), argv, ["7.6", REFUSED], ["8.7", FIFTEEN]),
  server("single quotes, sshd", clientAlive("'15'"), serverArgv, ["7.6", REFUSED], ["8.7", FIFTEEN]),
  client("an equals sign behind the value", alive("15="), argv, ["7.6", FIFTEEN], ["8.7", REFUSED]),
  server("an equals sign behind the value, sshd", clientAlive("15="), serverArgv, ["7.6", FIFTEEN], ["8.7", REFUSED]),
  client("single quotes on Host", under("Host 'a'"), argv, ["7.6", NOTHING], ["8.7", FIFTEEN]),
  client("an equals sign within Host", under("Host x=a"), argv, ["7.6", FIFTEEN], ["8.7", NOTHING]),
  client("Host alone", under("Host"), argv, ["7.6", NOTHING], ["8.7", REFUSED]),
  client("Host with commas", under("Host b,a"), "readconf.c oHost: match_pattern on each word", ["7.6", NOTHING]),
  client("an unmatched quote before the keyword", `"${alive("15")}`, "misc.c strdelim returns NULL", ["7.6", NOTHING]),
];

const cut = "readconf.c read_config_file_depth cuts at #, V_8_5_P1; argv_split terminate_on_comment, V_8_7_P1";
const comments: readonly Behaviour[] = [
  client("a comment behind a value", alive("15 # note"), cut, ["7.6", REFUSED], ["8.5", FIFTEEN]),
  client("a glued comment", alive("15#note"), cut, ["7.6", REFUSED], ["8.5", FIFTEEN], ["8.7", REFUSED]),
  client("a comment behind Host", under("Host x # a"), cut, ["7.6", FIFTEEN], ["8.5", NOTHING]),
  client("a comment behind Match", under("Match host a # note"), cut, ["7.6", REFUSED], ["8.5", FIFTEEN]),
  server("a comment behind a value, sshd", clientAlive("15 # note"), serverArgv, ["7.6", FIFTEEN]),
  server("a glued comment, sshd", clientAlive("15#note"), serverArgv, ["7.6", FIFTEEN], ["8.7", REFUSED]),
];

const criteria = "readconf.c match_cfg_line";
const serverCriteria = "servconf.c match_cfg_line";
const tokens = "readconf.c match_cfg_line, exec: the token list of percent_expand";
const matches: readonly Behaviour[] = [
  client("Match final", under("Match final"), `${criteria}, V_8_0_P1`, ["7.6", REFUSED], ["8.0", FIFTEEN]),
  client(
    "Match !final asks for a second reading",
    `HostName real\nHost real\n${alive("15")}\nMatch !final`,
    `${criteria}: *want_final_pass |= !negate, V_10_1_P1`,
    ["7.6", REFUSED],
    ["8.0", FIFTEEN],
    ["10.1", NOTHING],
  ),
  client("Match tagged", under("Match !tagged x"), `${criteria}, V_9_4_P1`, ["7.6", REFUSED], ["9.4", FIFTEEN]),
  client(
    "no tag and a pattern that takes anything",
    under("Match tagged *"),
    `${criteria}: "Special case: empty criteria matches empty arg", V_10_0_P1`,
    ["7.6", REFUSED],
    ["9.4", FIFTEEN],
    ["10.0", NOTHING],
  ),
  client("an empty tag", under('Match tagged ""'), `${criteria}, V_10_0_P1`, ["7.6", REFUSED], ["10.0", FIFTEEN]),
  client(
    "Match localnetwork with a bad mask",
    under("Match localnetwork 10.1.0.0/8"),
    `${criteria}: addr_match_cidr_list, V_9_4_P1`,
    ["7.6", REFUSED],
  ),
  client("Match command", under('Match command ""'), `${criteria}, V_10_0_P1`, ["7.6", REFUSED], ["10.0", FIFTEEN]),
  client(
    "Match sessiontype",
    under("Match sessiontype shell"),
    `${criteria}, V_10_0_P1`,
    ["7.6", REFUSED],
    ["10.0", FIFTEEN],
  ),
  client(
    "Match version",
    under("Match version OpenSSH_*"),
    `${criteria}, V_10_0_P1`,
    ["7.6", REFUSED],
    ["10.0", FIFTEEN],
  ),
  client(
    "criterion=value",
    under("Match host=a"),
    `${criteria}: argv_next in V_9_9_P1, strprefix list in V_9_9_P2`,
    ["7.6", FIFTEEN],
    ["9.9p1", REFUSED],
    ["9.9p2", FIFTEEN],
  ),
  client(
    "criterion = value",
    under("Match host = a"),
    `${criteria}: argv_next, V_9_9_P1`,
    ["7.6", FIFTEEN],
    ["9.9p1", REFUSED],
  ),
  client("sessiontype=value", under("Match sessiontype=shell"), `${criteria}: not in the strprefix list`, [
    "7.6",
    REFUSED,
  ]),
  client(
    "single quotes on Match",
    under("Match host 'a'"),
    `${criteria}: argv_next, V_9_9_P1`,
    ["7.6", NOTHING],
    ["9.9p1", FIFTEEN],
  ),
  client("one criterion before all", under("Match host a all"), `${criteria}: attributes > 1`, ["7.6", FIFTEEN]),
  client("an unknown criterion", under("Match address 10.0.0.1"), criteria, ["7.6", REFUSED]),
  client("exec with %i", under('Match host b exec "x %i"'), `${tokens}, V_7_8_P1`, ["7.6", REFUSED], ["7.8", NOTHING]),
  client("exec with %C", under('Match host b exec "x %C"'), `${tokens}, V_8_3_P1`, ["7.6", REFUSED], ["8.3", NOTHING]),
  client("exec with %k", under('Match host b exec "x %k"'), `${tokens}, V_8_4_P1`, ["7.6", REFUSED], ["8.4", NOTHING]),
  client("exec with %j", under('Match host b exec "x %j"'), `${tokens}, V_9_6_P1`, ["7.6", REFUSED], ["9.6", NOTHING]),
  client("exec with an unknown token", under('Match host b exec "x %z"'), "misc.c percent_expand", ["7.6", REFUSED]),
  client("exec with a lonely %", under('Match host b exec "100%"'), "misc.c percent_expand", ["7.6", REFUSED]),
  client("exec with %%", under('Match host b exec "100%%"'), "misc.c percent_expand", ["7.6", NOTHING]),
  server(
    "Match rdomain",
    serverUnder("Match rdomain x,!y"),
    `${serverCriteria}, V_7_7_P1`,
    ["7.6", REFUSED],
    ["7.7", NOTHING],
  ),
  server(
    "Match invalid-user",
    serverUnder("Match invalid-user"),
    `${serverCriteria}, V_9_9_P1`,
    ["7.6", REFUSED],
    ["9.9p1", NOTHING],
  ),
  server(
    "Match version, sshd",
    serverUnder("Match version OpenSSH_*"),
    `${serverCriteria}, V_10_0_P1`,
    ["7.6", REFUSED],
    ["10.0", FIFTEEN],
  ),
  server(
    "a network with bits behind its mask, to which no connection comes",
    serverUnder("Match localaddress !127.0.0.1,172.16.2.3/16"),
    `${serverCriteria}: addr_match_list(NULL, arg), V_8_4_P1`,
    ["7.6", NOTHING],
    ["8.4", REFUSED],
  ),
  server(
    "a network with bits behind its mask",
    serverUnder("Match address 172.16.2.3/16"),
    `${serverCriteria}: addr_match_list, -2; at start from V_8_4_P1 on`,
    ["7.6", REFUSED],
  ),
  server(
    "more bits than any address has",
    serverUnder("Match address 2001:db8::/129,10.1.2.3"),
    "addr.c addr_pton_cidr: masklen > 128 is no network; 019a5f483, V_9_8_P1",
    ["7.6", FIFTEEN],
    ["9.8", REFUSED],
  ),
  server(
    "a sign before the bits of a network",
    serverUnder("Match address 10.0.0.0/+8"),
    "addr.c addr_pton_cidr: a45615cb1, V_9_1_P1; 019a5f483, V_9_8_P1",
    ["7.6", FIFTEEN],
    ["9.1", NOTHING],
    ["9.8", FIFTEEN],
  ),
  server(
    "a port by its name",
    serverUnder("Match localport ssh"),
    "misc.c a2port: getservbyname, V_7_9_P1",
    ["7.6", REFUSED],
    ["7.9", FIFTEEN],
  ),
  server(
    "criterion=value, sshd",
    serverUnder("Match user=bob"),
    `${serverCriteria}: argv_next in V_9_9_P1, strprefix list in V_9_9_P2`,
    ["7.6", FIFTEEN],
    ["9.9p1", REFUSED],
    ["9.9p2", FIFTEEN],
  ),
  server("one criterion before all, sshd", serverUnder("Match user bob all"), `${serverCriteria}: attributes != 1`, [
    "7.6",
    REFUSED,
  ]),
  server("TCPKeepAlive within Match", "Match user alice\nTCPKeepAlive no", "servconf.c keywords[]: SSHCFG_GLOBAL", [
    "7.6",
    REFUSED,
  ]),
];

const expands = "readconf.c oInclude: expand_match_exec_or_include_path, V_9_9_P1";
const includes: readonly Behaviour[] = [
  withFile(
    client(
      "tokens in an Include path",
      `Include ${DIRECTORY}/inc/%n.conf`,
      expands,
      ["7.6", NOTHING],
      ["9.9p1", FIFTEEN],
    ),
    "inc/a.conf",
    `${alive("15")}\n`,
  ),
  client(
    "an unknown token in an Include path",
    `Include ${DIRECTORY}/%z`,
    expands,
    ["7.6", NOTHING],
    ["9.9p1", REFUSED],
  ),
  client(
    "an open variable in an Include path",
    `Include ${DIRECTORY}/\${X`,
    expands,
    ["7.6", NOTHING],
    ["9.9p1", REFUSED],
  ),
  client(
    "a dangling link",
    `Include ${DIRECTORY}/dangling.conf`,
    "readconf.c oInclude: errno != ENOENT, V_8_7_P1",
    ["7.6", REFUSED],
    ["8.7", NOTHING],
  ),
  withFile(
    server(
      "Include, sshd",
      `Include ${DIRECTORY}/inc/a.conf`,
      "servconf.c sInclude, V_8_2_P1",
      ["7.6", REFUSED],
      ["8.2", FIFTEEN],
    ),
    "inc/a.conf",
    `${clientAlive("15")}\n`,
  ),
  withFile(
    server(
      "Match in an included file, sshd",
      `Include ${DIRECTORY}/inc/a.conf`,
      "servconf.c sInclude: SSHCFG_MATCH_ONLY, V_8_4_P1",
      ["7.6", REFUSED],
      ["8.2", NOTHING],
      ["8.4", FIFTEEN],
    ),
    "inc/a.conf",
    `Match user bob\n${clientAlive("15")}\n`,
  ),
];

const unknownKeywords: readonly Behaviour[] = [
  client("IgnoreUnknown above", "IgnoreUnknown y,x*\nXyz 1", "readconf.c parse_token: match_pattern_list", [
    "7.6",
    NOTHING,
  ]),
  client("IgnoreUnknown below", "Xyz 1\nIgnoreUnknown x*", "readconf.c parse_token", ["7.6", REFUSED]),
  client("an ignored keyword alone", "IgnoreUnknown x*\nXyz", argv, ["7.6", NOTHING], ["8.7", REFUSED]),
  client("an ignored line with an open quote", 'IgnoreUnknown x*\nXyz "1', argv, ["7.6", NOTHING], ["8.7", REFUSED]),
  server("no IgnoreUnknown in sshd", "IgnoreUnknown x*", "servconf.c keywords[]", ["7.6", REFUSED]),
];

const patch = "Debian's keepalive-extensions.patch, readconf.c";
const vendors: readonly Behaviour[] = [
  debian("BatchMode", "BatchMode yes", `${patch} fill_default_options`, ["7.6", "300/3/yes"]),
  debian("BatchMode beside 0", `BatchMode yes\n${alive("0")}`, `${patch} fill_default_options`, ["7.6", NOTHING]),
  debian("ProtocolKeepAlives", "ProtocolKeepAlives 15", `${patch} keywords[]`, ["7.6", FIFTEEN]),
  debian(
    "SetupTimeOut",
    "SetupTimeOut 15",
    `${patch} keywords[]; ConnectTimeout from 1:9.9p1-1`,
    ["7.6", FIFTEEN],
    ["9.9p1", NOTHING],
  ),
  upstream("BatchMode upstream", "BatchMode yes", "readconf.c fill_default_options", ["7.6", NOTHING]),
  upstream("ProtocolKeepAlives upstream", "ProtocolKeepAlives 15", "readconf.c keywords[]", ["7.6", REFUSED]),
  upstream("SetupTimeOut upstream", "SetupTimeOut 15", "readconf.c keywords[]", ["7.6", REFUSED]),
];

export const behaviours: readonly Behaviour[] = [
  ...times,
  ...counts,
  ...flags,
  ...quoting,
  ...comments,
  ...matches,
  ...includes,
  ...unknownKeywords,
  ...vendors,
];

/** The answer that holds for a version, written "9.9p2". */
export function answerFor({ changes }: Behaviour, version: string): string {
  const answer = changes.findLast(([from]) => rank(from) <= rank(version))?.[1];
  if (answer === undefined) throw new RangeError(`no answer for ${version}`);
  return answer;
}

/** Orders versions; without a p-level the first one is meant. */
export function rank(version: string): number {
  const [, major = "", minor = "", portable = "1"] = /^(\d+)\.(\d+)(?:p(\d+))?$/.exec(version) ?? [];
  return Number(major) * 10_000 + Number(minor) * 100 + Number(portable);
}
