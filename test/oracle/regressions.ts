import type { Side } from "../../src/base/side.ts";
import { DIRECTORY } from "./place.ts";

/** A config that surprised somebody once; the test asks every version about it. */
export interface Regression {
  readonly name: string;
  readonly side: Side;
  readonly main: string;
  readonly others?: Readonly<Record<string, string>>;
  /** Client: each becomes one `-o`. */
  readonly options?: readonly string[];
}

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join("");
const client = (name: string, ...main: readonly string[]): Regression => ({
  name,
  side: "client",
  main: lines(...main),
});
const server = (name: string, ...main: readonly string[]): Regression => ({
  name,
  side: "server",
  main: lines(...main),
});

/** The surprising cases of openssh-semantics.md section 8 that show in the settings; the client is asked about hosts a and b. */
export const surprises: readonly Regression[] = [
  client("1: none leaves the slot open", "Host a", "ServerAliveInterval none", "Host *", "ServerAliveInterval 30"),
  client("2: a fraction is cut off from 10.3", "ServerAliveInterval 0.5"),
  server("2: a fraction is cut off from 10.3, on the server", "ClientAliveInterval 0.5"),
  client("3: parts of a time", "ServerAliveInterval 1m30s"),
  server("3: parts of a time, on the server", "ClientAliveInterval 1m30"),
  client("4: a time wraps up to 8.4", "ServerAliveInterval 4294967311"),
  client("4: a time wraps below zero up to 8.4", "ServerAliveInterval 2147483648"),
  server("4: a time wraps below zero up to 8.4, on the server", "ClientAliveInterval 3000000000"),
  client("4: a wrapped time that means not set is refused", "ServerAliveInterval 4294967295"),
  client("5: a sign passes up to 9.7", "ServerAliveInterval +5"),
  client("6: a count of 0", "ServerAliveInterval 3", "ServerAliveCountMax 0"),
  server("7: a count of 0, on the server", "ClientAliveInterval 2", "ClientAliveCountMax 0"),
  client("10: an unmatched quote before the keyword hides the line", '"ServerAliveInterval 15'),
  server("10: an unmatched quote before the keyword hides the line, on the server", '"ClientAliveInterval 15'),
  client("11: no = behind a quoted keyword", '"ServerAliveInterval" = 15'),
  client("11: a blank behind a quoted keyword", '"ServerAliveInterval" 15'),
  client("11: nothing behind a quoted keyword", '"ServerAliveInterval"15'),
  client("12: a leading =", "=ServerAliveInterval 15"),
  client("13: a trailing = is swallowed up to 8.6", "ServerAliveInterval 15="),
  client("13: a lonely trailing = is swallowed up to 8.6", "ServerAliveInterval 15 ="),
  client("14: a trailing comment from 8.5", "ServerAliveInterval 15 # note"),
  server("14: a trailing comment, on the server", "ClientAliveInterval 15 # note"),
  client("15: a glued comment", "ServerAliveInterval 15#note"),
  server("15: a glued comment, on the server", "ClientAliveInterval 15#note"),
  client("16: a comment behind Host is patterns up to 8.4", "Host x # a", "ServerAliveInterval 15"),
  client("17: commas are no separators in Host", "Host b,a", "ServerAliveInterval 15"),
  client("18: Host is case-sensitive", "Host A", "ServerAliveInterval 15"),
  client("18: Match host is not", "Match host A", "ServerAliveInterval 15"),
  client("19: the first value wins", "Host *", "ServerAliveInterval 1", "Host a", "ServerAliveInterval 2"),
  client("20: Match final fills gaps only", "Match final", "ServerAliveInterval 9", "Host *", "ServerAliveInterval 2"),
  client("21: Match host sees HostName", "HostName real", "Match host a", "ServerAliveInterval 15"),
  client("21: Match originalhost does not", "HostName real", "Match originalhost a", "ServerAliveInterval 15"),
  client("22: all behind one criterion", "Match host a all", "ServerAliveInterval 15"),
  client("22: all behind two", "Match host a user root all", "ServerAliveInterval 15"),
  server("22: all behind one criterion, on the server", "Match user bob all", "ClientAliveInterval 15"),
  client("23: criterion=value", "Match host=a", "ServerAliveInterval 15"),
  client("23: criterion = value", "Match host = a", "ServerAliveInterval 15"),
  server("23: criterion=value, on the server", "Match user=bob", "ClientAliveInterval 15"),
  server("23: criterion = value, on the server", "Match user = bob", "ClientAliveInterval 15"),
  client("24: single quotes on a Match line", "Match host 'a'", "ServerAliveInterval 15"),
  client("25: sessiontype takes no =", "Match sessiontype=shell", "ServerAliveInterval 15"),
  client("25: sessiontype takes a blank", "Match sessiontype shell", "ServerAliveInterval 15"),
  client("27: Include of a directory", `Include ${DIRECTORY}/inc`, "ServerAliveInterval 15"),
  {
    ...client("28: Include of a file that its group may write", `Include ${DIRECTORY}/group.conf`),
    others: { "group.conf": "ServerAliveInterval 15\n" },
  },
  {
    ...client("28: Include of a file that everybody may write", `Include ${DIRECTORY}/loose.conf`),
    others: { "loose.conf": "ServerAliveInterval 15\n" },
  },
  server("30: TCPKeepAlive in a Match block", "Match user bob", "ClientAliveInterval 15", "TCPKeepAlive no"),
  server("31: TCPKeepAlive in Match all", "Match all", "TCPKeepAlive no"),
  server("32: TCPKeepAlive true", "TCPKeepAlive true"),
  client("32: TCPKeepAlive true on the client", "TCPKeepAlive true"),
  server("33: none is no time for sshd", "ClientAliveInterval none"),
  {
    ...server("34: Match in an included file", `Include ${DIRECTORY}/inc/a.conf`, "ClientAliveInterval 30"),
    others: { "inc/a.conf": "Match user bob\nClientAliveInterval 5\n" },
  },
  server("35: no ~ in sshd's Include", "Include ~/x", "ClientAliveInterval 15"),
  client("36: IgnoreUnknown * hides typos", "IgnoreUnknown *", "ServerAliveIntervall 15"),
  client("37: SetupTimeOut", "SetupTimeOut 20"),
  client("37: ProtocolKeepAlives", "ProtocolKeepAlives 20"),
  client("38: BatchMode", "BatchMode yes"),
  client("38: BatchMode and an interval of 0", "ServerAliveInterval 0", "BatchMode yes"),
  client("38: BatchMode and an interval of none", "ServerAliveInterval none", "BatchMode yes"),
  client("39: a BOM before a comment", "\xef\xbb\xbf# comment"),
  server("39: a BOM before a comment, on the server", "\xef\xbb\xbf# comment"),
  server("42: bits behind the mask", "Match address 10.1.2.3/16", "ClientAliveInterval 15"),
];

/** Disagreements that the random configs found, with what was behind them. */
export const found: readonly Regression[] = [
  // expandGlob lost the leading slash of every pattern and looked for it below the working directory.
  {
    ...client("Include of an absolute path", `Include ${DIRECTORY}/inc/a.conf`),
    others: { "inc/a.conf": "ServerAliveInterval 15\n" },
  },
  {
    ...client(
      "Include of an absolute pattern in a deeper directory",
      `Include ${DIRECTORY}/inc/*.conf ${DIRECTORY}/inc/sub/*.conf`,
    ),
    others: { "inc/sub/c.conf": "TCPKeepAlive no\n" },
  },
  // A range that runs backwards was a syntax error of the regular expression that the pattern became.
  {
    ...client("Include of a backward range", `Include ${DIRECTORY}/inc/[b-a].conf`, "ServerAliveInterval 15"),
    others: { "inc/a.conf": "ServerAliveInterval 5\n" },
  },
  // `]` right behind `[!` is a member of the set and does not close it.
  // glob.c g_charclass: OpenSSH's glob knows them too.
  {
    ...client("Include of a class", `Include ${DIRECTORY}/inc/[[:upper:]].conf`),
    others: { "inc/a.conf": "ServerAliveInterval 15\n", "inc/B.conf": "ServerAliveCountMax 7\n" },
  },
  {
    ...client("Include of all but a class", `Include ${DIRECTORY}/inc/[![:upper:]].conf`),
    others: { "inc/a.conf": "ServerAliveInterval 15\n", "inc/B.conf": "ServerAliveCountMax 7\n" },
  },
  {
    ...client("Include of two classes", `Include ${DIRECTORY}/inc/[[:upper:][:lower:]].conf`),
    others: { "inc/a.conf": "ServerAliveInterval 15\n", "inc/B.conf": "ServerAliveCountMax 7\n" },
  },
  {
    ...client("Include of a class that does not exist", `Include ${DIRECTORY}/inc/[[:nonsense:]a].conf`),
    others: { "inc/a.conf": "ServerAliveInterval 15\n", "inc/B.conf": "ServerAliveCountMax 7\n" },
  },
  {
    ...client("Include of half a class", `Include ${DIRECTORY}/inc/[[:a].conf`),
    others: { "inc/a.conf": "ServerAliveInterval 15\n", "inc/B.conf": "ServerAliveCountMax 7\n" },
  },
  {
    ...client("Include of a set with a quoted bracket", `Include ${DIRECTORY}/inc/[\\\\]a].conf`),
    others: { "inc/a.conf": "ServerAliveInterval 15\n", "inc/B.conf": "ServerAliveCountMax 7\n" },
  },
  {
    ...client("Include of a set with a bracket in it", `Include ${DIRECTORY}/inc/[!]b].conf`),
    others: { "inc/a.conf": "ServerAliveInterval 5\n", "inc/b.conf": "ServerAliveCountMax 5\n" },
  },
  // glob(3) sorts whole paths, in which "." comes before "/".
  {
    ...client("Include of two directories", `Include ${DIRECTORY}/d*/x`),
    others: { "d/x": "ServerAliveInterval 5\n", "d.d/x": "ServerAliveInterval 6\n" },
  },
  // The lines of HostName were not looked at where no Match asks about names, but an unknown token is fatal where it wins.
  client("HostName with an unknown token", "HostName %x"),
  client("HostName with an unknown token for one host", "Host b", "HostName %x"),
  client("HostName with an unknown token that does not win", "Host a", "HostName real", "Host *", "HostName %x"),
  // A NUL hides the line end from sshd, so that the next line is glued on; up to 8.6 a # before it puts the line end back.
  server("a NUL before the end of a comment", "# x\0y", "ClientAliveInterval 20"),
  server("a NUL before the end of a value", "ClientAliveInterval 1\0y", " \t5", "ClientAliveCountMax 2"),
  server("a NUL before a keyword", "\0y", "ClientAliveInterval 5"),
  server("a NUL inside a keyword", "Client\0y", "\rAliveInterval 5 # x\0", "z", "ClientAliveCountMax 2"),
  server("a NUL before another directive", 'ClientAliveInterval "0"\0junk', "  ClientAliveCountMax 30"),
  server("a NUL inside Match", "Match user\0", "bob", "ClientAliveInterval 5"),
  server("a NUL in the last line", "ClientAliveInterval 5\0"),
  server("NULs in a row", "ClientAliveInterval 5\0\0x", "\0", "", "ClientAliveCountMax 2"),
  client("a NUL ends a line of the client", "ServerAliveInterval 1\0y", "5", "ServerAliveCountMax 2"),
  // Up to 9.4 a second Subsystem of one name is fatal.
  server("Subsystem twice", "Subsystem sftp internal-sftp", "Subsystem sftp internal-sftp"),
  server("Subsystem of two names", "Subsystem sftp internal-sftp", "Subsystem netconf /bin/true"),
  // These were checked as if every Match block applied; sshd looks at some arguments in active blocks alone.
  server("a Subsystem without a command where no connection gets", "Match user nobody-at-all", "Subsystem sftp"),
  server("a relative command where no connection gets", "Match user nobody-at-all", "AuthorizedKeysCommand foo"),
  // Lines that an unmatched quote hides were not cut at their # in the versions that do so first.
  server("a quote behind a glued comment", 'ClientAliveInterval#"x'),
  server("a quote behind a glued comment and a value", 'ClientAliveInterval=5#"x'),
  server("a quoted keyword with a comment in it", '"ClientAliveInterval#" 5'),
  // The client's rule about who may write an included file was applied to sshd, which has none.
  {
    ...server("Include of a file that everybody may write", `Include ${DIRECTORY}/loose.conf`),
    others: { "loose.conf": "ClientAliveInterval 5\n" },
  },
  // sshd -T cannot do without a port where a Match line that it comes to asks for one (match_test_missing_fatal).
  server("Match LocalPort", "Match localport 22", "ClientAliveInterval 5"),
  {
    ...server("Match LocalPort in a block that does not apply", "Match user bob", `Include ${DIRECTORY}/inc/a.conf`),
    others: { "inc/a.conf": "Match localport 22\nClientAliveInterval 5\n" },
  },
  // The pattern list of Host is read up to a negated match, so an empty pattern behind it is fatal to other hosts alone.
  client("Host with an empty pattern behind a negated one", 'Host !a ""', "ServerAliveInterval 5"),
  client("Host with an empty pattern behind another", 'Host a ""', "ServerAliveInterval 5"),
  {
    ...client("Host with an empty pattern in a block that does not apply", "Host b", `Include ${DIRECTORY}/inc/a.conf`),
    others: { "inc/a.conf": 'Host a ""\nServerAliveInterval 5\n' },
  },
  // A few lines are checked once more for each connection, with what only blocks that apply have stored (initialize_server_options).
  server("a Subsystem without a command where one gets", "Match user bob", "Subsystem sftp"),
  server("a Subsystem without a command behind its like", "Subsystem sftp internal-sftp", "Subsystem sftp"),
  server("a relative command where one gets", "Match user bob", "AuthorizedKeysCommand foo"),
  server(
    "a relative command behind a good one",
    "AuthorizedKeysCommandUser root",
    "AuthorizedKeysCommand /x",
    "AuthorizedKeysCommand foo",
  ),
  server("AuthenticationMethods any twice where one gets", "Match user bob", "AuthenticationMethods any any"),
  server(
    "AuthenticationMethods any twice where no connection gets",
    "Match user nobody-at-all",
    "AuthenticationMethods any any",
  ),
  server(
    "AuthenticationMethods any behind other methods",
    "AuthenticationMethods publickey",
    "AuthenticationMethods any",
  ),
  server(
    "AuthenticationMethods any behind other methods of a connection",
    ...["Match user bob", "AuthenticationMethods publickey", "Match user nobody-at-all", "AuthenticationMethods any"],
  ),
  server(
    "unknown methods behind known ones",
    "AuthenticationMethods publickey",
    "Match user bob",
    "AuthenticationMethods x",
  ),
  // Match version was looked at without its negations when sshd starts.
  server("Match version with a negation", "Match version OpenSSH_*,!OpenSSH_10.*", "ClientAliveInterval 5"),
  // Only ssh was known as the name of a port, and signs were not.
  server(
    "Match LocalPort by name",
    "Match localport domain",
    "ClientAliveInterval 5",
    "Match localport -0",
    "ClientAliveInterval 6",
  ),
  // What stands behind an empty token, which ends a Match line up to 9.8, is too much (arguments that match_cfg_line left).
  client("Match with more behind an empty token", 'Match host a "" originalhost a', "ServerAliveInterval 5"),
  client("Match with two empty tokens", 'Match host a "" ""', "ServerAliveInterval 5"),
  client("Match all with more behind an empty token", 'Match all "" host a', "ServerAliveInterval 5"),
  server("Match with more behind an empty token, on the server", 'Match user bob "" host a', "ClientAliveInterval 5"),
  // Options were taken apart before ssh's own rules for a line could refuse them, and Match passed.
  { ...client("-o with two ="), options: ["ServerAliveInterval==5"] },
  { ...client("-o with = before and behind"), options: ["=ServerAliveInterval = 5"] },
  { ...client("-o of a quoted keyword"), options: ['"ServerAliveInterval"=5'] },
  { ...client("-o Match"), options: ["Match all", "ServerAliveInterval 5"] },
  { ...client("-o Host"), options: ["Host=a"] },
  { ...client("-o with a comment"), options: ["ServerAliveInterval 5 # c"] },
  { ...client("-o with a line end"), options: ["ServerAliveInterval\n5"] },
  {
    ...client("-o before the file", "ServerAliveInterval 9"),
    options: ["ServerAliveInterval none", "TCPKeepAlive no"],
  },
  // IgnoreUnknown was taken from the end of both readings, but the first one is where an unknown keyword is fatal.
  client("IgnoreUnknown in Match final", "Match final", "IgnoreUnknown *", "Bar y"),
  client("IgnoreUnknown before Match final", "IgnoreUnknown *", "Match final", "Bar y"),
  // A directory that Include names yields no line, but its owner and mode are looked at.
  {
    ...client("Include of a directory that everybody may write", `Include ${DIRECTORY}/loose.d`),
    others: { "loose.d/x": "" },
  },
  // What depends on the host was unknown, although effective knows it.
  {
    ...client("Include of the host's own file", `Include ${DIRECTORY}/inc/%h.conf ${DIRECTORY}/inc/%n.conf`),
    others: {
      "inc/a.conf": "ServerAliveInterval 5\n",
      "inc/b.conf": "ServerAliveInterval 6\nMatch host b\nTCPKeepAlive no\n",
    },
  },
  // %d is the home that the user database names, and not $HOME, where ~ and relative paths lie.
  {
    ...client("Include below %d", "Include %d/.ssh/rel.conf"),
    others: { "home/.ssh/rel.conf": "ServerAliveCountMax 5\n" },
  },
  client("Match with a lonely = behind an empty token", 'Match host a ""=', "ServerAliveInterval 5"),
];
