import fc, { type Arbitrary } from "fast-check";
import { type ConfigFiles, DIRECTORY } from "./place.ts";

type Weighted = readonly [weight: number, arbitrary: Arbitrary<string>];

const oneOf = (...choices: readonly Weighted[]): Arbitrary<string> =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
const pick = (...texts: readonly string[]): Arbitrary<string> => fc.constantFrom(...texts);
const text = (constant: string): Arbitrary<string> => fc.constant(constant);
const joined = (...parts: readonly Arbitrary<string>[]): Arbitrary<string> =>
  fc.tuple(...parts).map((all) => all.join(""));
const listed = (item: Arbitrary<string>, most: number, between: Arbitrary<string>): Arbitrary<string> =>
  fc.tuple(fc.array(item, { minLength: 1, maxLength: most }), between).map(([items, gap]) => items.join(gap));

// --- How lines are written

const swapCase = (name: string): string =>
  [...name].map((char, at) => (at % 2 === 0 ? char.toLowerCase() : char.toUpperCase())).join("");

const spelled = (name: string): Arbitrary<string> =>
  oneOf(
    [16, text(name)],
    [2, text(name.toLowerCase())],
    [2, text(name.toUpperCase())],
    [1, text(swapCase(name))],
    [1, text(`"${name}"`)],
  );

const indent = oneOf([6, text("")], [4, text("  ")], [2, text("\t")], [1, pick(" \t ", "\r", "=", " = ", " =")]);
const separator = oneOf(
  [30, text(" ")],
  [8, pick("  ", "\t", " \t")],
  [8, pick("=", " = ", " =", "= ", "\t=\t")],
  [1, pick(" \r ", "==", "= =", "", " \f")],
);
const tail = oneOf(
  [90, text("")],
  [5, pick(" ", "\t", "\f", " \f ", "\r", "\r \f")],
  [3, pick(" # note", ' # don"t', "\t#", " #a b c", " ## it's")],
  [1, pick("#note", "=", " =", " extra", ' ""', '"', "'", "\\", "\0junk", " \0 # x", '\0"', "\x0b", "\xa0")],
);

/** A value as it may be quoted; up to 8.6 single quotes and inner quotes mean something else. */
const quoted = (value: string): Arbitrary<string> =>
  oneOf(
    [40, text(value)],
    [6, text(`"${value}"`)],
    [
      1,
      pick(
        `'${value}'`,
        `${value.slice(0, 1)}"${value.slice(1)}"`,
        `"${value.slice(0, 1)}"${value.slice(1)}`,
        `"${value}`,
        `'${value}`,
        `\\${value}`,
        `"${value} "`,
        `" ${value}"`,
        `"${value}"'`,
        `""${value}`,
      ),
    ],
  );

const setting = (name: string, value: Arbitrary<string>): Arbitrary<string> =>
  joined(spelled(name), separator, value.chain(quoted), tail);
/** A line whose words stand as they are. */
const plain = (...lines: readonly string[]): Arbitrary<string> => joined(pick(...lines), tail);

// --- Values

const time = oneOf(
  [40, pick("0", "10", "15", "20", "30", "60", "300")],
  [8, pick("1m", "1m30s", "30s1m", "1H", "015", "2147483647", "1h1m1s", "0d")],
  [
    1,
    pick(
      ...["1m30", "+5", "-0", "-5", "0.5", ".5", "1.5", "1.5s", "1.5m", "5.", "1s1s", "1m1m", "2147483648"],
      ...["4294967295", "4294967296", "4294967311", "3000000000", "9223372036854775807", "99999999999999999999"],
      ...["35791395m", "0x10", "1e3", "5x", "m", "None", "no", "yes", "off", "", "1,5", "9".repeat(400), "1\xb5"],
    ),
  ],
);
const clientTime = oneOf([12, time], [1, text("none")]);
const count = oneOf(
  [40, pick("0", "1", "2", "3", "5", "10")],
  [4, pick("010", "2147483647", "00")],
  [1, pick("+5", "-0", "-1", "0x10", "5s", "none", "2147483648", "99999999999999999999", "", "1.5", "3abc", "1e1")],
);
const clientFlag = oneOf(
  [30, pick("yes", "no")],
  [8, pick("YES", "No", "true", "False")],
  [1, pick("all", "transport", "TRANSPORT", "1", "on", "none", "", "yess", "ye")],
);
const serverFlag = oneOf(
  [30, pick("yes", "no")],
  [6, pick("YES", "No")],
  [1, pick("true", "false", "all", "transport", "1", "on", "")],
);

// --- Client

/** Names that the hosts of clientHosts meet often. */
const hostPattern = oneOf(
  [10, pick("a", "b", "web1", "*", "*.prod", "real", "x.prod")],
  [4, pick("!a", "!b", "!*.prod", "!web?", "?", "w*1", "A", "*.*", "a*", "!*")],
  [
    1,
    pick(
      "a,b",
      "[a]",
      "a=b",
      "!",
      "!!a",
      '"a"',
      "'b'",
      '"a b"',
      "a\\ b",
      "10.0.0.1",
      "{a,b}",
      "REAL",
      "**",
      "#a",
      "\xe9",
    ),
  ],
);
const gap = oneOf([8, text(" ")], [1, pick("  ", "\t", " \t ")]);
const hostLine = joined(
  spelled("Host"),
  oneOf([10, text(" ")], [1, pick("=", "\t", " = ")]),
  listed(hostPattern, 3, gap),
  oneOf([30, text("")], [1, pick(" ", " # h a", " #a", "\t\f", ' "', "#x", " =", " = b", "\0 b")]),
);

const patternList = (...names: readonly string[]): Arbitrary<string> =>
  listed(oneOf([4, pick(...names)], [1, pick(...names.map((name) => `!${name}`))], [1, text("*")]), 3, text(","));
const equalsOrBlank = oneOf([30, text(" ")], [4, pick("=", "  ", "\t")], [1, pick(" = ", "= ")]);
const hostList = patternList("a", "b", "web1", "*.prod", "real", "REAL", "A");
const userList = patternList("bob", "root", "alice", "r*", "Bob");

const clientCriterion = oneOf(
  [
    20,
    joined(
      pick("host", "Host", "!host", "originalhost", "!originalhost"),
      equalsOrBlank,
      hostList.chain(lightlyQuoted),
    ),
  ],
  [12, joined(pick("user", "!user", "localuser", "USER"), equalsOrBlank, userList.chain(lightlyQuoted))],
  [10, pick("final", "canonical", "!final", "!canonical", "Final")],
  [1, pick("tagged foo", "tagged=foo", "!tagged foo", 'tagged ""', "tagged fo*")],
  [1, pick("sessiontype shell", "!sessiontype exec", "sessiontype=shell", "command x*", 'command ""', "!command *")],
  [1, pick("version OpenSSH_10*", "version=OpenSSH_9.*", "!version OpenSSH_*")],
  [
    1,
    pick("host", "host a, b", "foo x", "address 10.0.0.1", 'host ""', "host #", "user", "=host a", "host==a", "host,a"),
  ],
);

/** Quotes on a Match line, which few people write. */
function lightlyQuoted(value: string): Arbitrary<string> {
  return oneOf([14, text(value)], [1, text(`"${value}"`)], [1, pick(`'${value}'`, `"${value}`, `${value}"x"`)]);
}

const clientMatch = joined(
  spelled("Match"),
  oneOf([12, text(" ")], [1, pick("=", "\t", " = ")]),
  oneOf(
    [24, listed(clientCriterion, 3, gap)],
    [4, text("all")],
    [
      1,
      pick(
        "host a all",
        "final all",
        "all host a",
        "!all",
        "canonical all",
        "user bob host a all",
        "all all",
        "ALL",
        '"all"',
      ),
    ],
  ),
  oneOf([40, text("")], [1, pick(" # note", " #note", " ", ' ""', " =", "\f", "#x", "\0 x")]),
);

/** What decides which later blocks apply. */
const clientContext = oneOf(
  [5, setting("HostName", pick("real", "b", "%h.prod", "x.prod", "REAL", "10.1", "::1"))],
  [4, setting("User", pick("bob", "root", "alice"))],
  [1, setting("CanonicalizeHostname", pick("no", "yes", "always", "none", "true", "false", "YES"))],
  [1, setting("CanonicalizeMaxDots", pick("0", "1", "2"))],
  [
    1,
    plain("Tag foo", "Tag foobar", "SessionType none", "SessionType subsystem", "SessionType default", "HostName %%x"),
  ],
  [1, setting("BatchMode", oneOf([8, pick("yes", "no", "true", "YES")], [1, pick("maybe", "1")]))],
  [1, plain("ProxyJump gate", "ProxyJump none", "ProxyJump u@h:22,g", "ProxyCommand nc %h %p", "ProxyCommand none")],
  [1, plain("HostName %x", "HostName %", "ProxyUseFdpass yes", "RefuseConnection no", "HostName %n")],
);

const clientUnknown = oneOf(
  [3, pick("IgnoreUnknown Foo*", "IgnoreUnknown *", "ignoreunknown=UseKeychain,foo*", 'IgnoreUnknown "Foo*,bar"')],
  [2, plain("Foobar 1", "UseKeychain yes", "Foobar=1 2 3", "FOO")],
  [1, plain("ServerAliveIntervall 15", "ClientAliveInterval 3", "ServerKeepAliveInterval 3", "IgnoreUnknown a b")],
);

const clientOther = oneOf(
  [
    30,
    pick(
      ...["Port 22", "Port 2222", "Compression yes", "ForwardAgent no", "IdentityFile ~/.ssh/id", "SendEnv LANG LC_*"],
      ...["LogLevel INFO", "StrictHostKeyChecking accept-new", "ControlMaster auto", "ControlPersist 10m"],
      ...["LocalForward 8080 localhost:80", "RekeyLimit 1G 1h", "ConnectTimeout 10", "AddressFamily inet"],
      ...["UserKnownHostsFile /dev/null /dev/zero", "AddKeysToAgent yes", "RequestTTY auto", "GatewayPorts no"],
      ...["PubkeyAuthentication yes", "ExitOnForwardFailure yes", "VisualHostKey no", "IPQoS af21 cs1"],
      ...['LocalCommand echo "x y"', "ServerAliveCountMax 4", "Protocol 2", "RSAAuthentication yes"],
      ...[
        "GSSAPIAuthentication no",
        "HashKnownHosts yes",
        "SetEnv A=b C=d",
        "CheckHostIP no",
        "PasswordAuthentication no",
      ],
    ),
  ],
  [
    2,
    plain(
      ...["ForkAfterAuthentication no", "RequiredRSASize 2048", "KnownHostsCommand none", "ChannelTimeout session=1m"],
      ...["ObscureKeystrokeTiming no", "PermitRemoteOpen any", "StdinNull no", "EnableEscapeCommandline yes"],
      ...["Port 22", "LogLevel QUIET", "ConnectTimeout 1m", "SendEnv A", "IdentityFile x", "ProxyCommand nc %h"],
    ),
  ],
  [
    1,
    plain(
      ...["Port 0", "Port 70000", "Compression maybe", "ConnectTimeout 1x", "LogLevel LOUD", "LocalForward 8080"],
      ...["IdentityFile", "SendEnv A=B", "ControlPersist soon", "AddressFamily ipv6", "NumberOfPasswordPrompts x"],
      ...["BatchMode", "ForwardAgent", "Host", 'Host ""', "Match", "Include", "HostName", "User", "RekeyLimit 1"],
      ...['LocalCommand echo "x', "UserKnownHostsFile", "StrictHostKeyChecking never", "RequestTTY maybe", "IPQoS x"],
    ),
  ],
);

const oddLine = oneOf(
  [4, pick("", " ", "\t", "# comment", '# "quote', "  # Host a", "#", "\r", "# x\0y", "#\xe9")],
  [
    1,
    pick(
      ...[
        '"Unterminated 15',
        '"',
        '""',
        '"" x',
        "=",
        "= =",
        "==",
        "\f",
        " \f",
        "; x",
        "// x",
        "'Host' a",
        "\0",
        "\0Host a",
      ],
      ...['Ho"st" a', '"Host"a', '"Port"=22', '"" Port 22', '= "" Port 22', "=#", '"#" x', '"#x', "\x0b", "Port", "\\"],
    ),
  ],
);

const clientSettings = oneOf(
  [10, setting("ServerAliveInterval", clientTime)],
  [5, setting("ServerAliveCountMax", count)],
  [4, setting("TCPKeepAlive", clientFlag)],
  [2, setting("KeepAlive", clientFlag)],
  [1, setting("ProtocolKeepAlives", time)],
  [1, setting("SetupTimeOut", time)],
  [
    1,
    pick(
      ...['"ServerAliveInterval 15', "=ServerAliveInterval 15", '"ServerAliveInterval" = 15', "ServerAliveInterval"],
      ...[
        '"ServerAliveInterval"15',
        'Server"Alive"Interval 5',
        '"" ServerAliveInterval 9',
        "ServerAliveInterval=",
        " == x",
      ],
    ),
  ],
);

/** Anything at all behind a keyword: for the lexers. */
const soup = (...words: readonly string[]): Arbitrary<string> =>
  fc
    .array(pick(...words, " ", " ", "\t", '"', "'", "=", "#", "\\", ",", "!", "*", "?", "\r", "\f", "\0", "\x0b"), {
      maxLength: 8,
    })
    .map((parts) => parts.join(""));
const clientSoup = oneOf(
  [3, joined(pick("Host", "Host "), soup("a", "b", "*", "web1", "# "))],
  [2, joined(pick("Match ", "Match"), soup("host a", "user bob", "all", "final", " host=", "a,b"))],
  [2, joined(pick("ServerAliveInterval", "ServerAliveInterval "), soup("15", "30", "1m", "none"))],
  [
    1,
    joined(
      pick("IgnoreUnknown ", "SendEnv ", "HostName ", "User ", "ProxyCommand", "Foo"),
      soup("a", "*", "real", "bob"),
    ),
  ],
  [1, soup("Host", "Port", "22", "Compression yes", "ServerAliveInterval 15", "a")],
);
const serverSoup = oneOf(
  [3, joined(pick("Match ", "Match"), soup("user bob", "host h", "all", "address ", "10.0.0.0/8", "bob,alice"))],
  [2, joined(pick("ClientAliveInterval", "ClientAliveInterval "), soup("15", "30", "1m"))],
  [1, joined(pick("AllowUsers ", "Banner ", "ForceCommand", "AcceptEnv "), soup("a", "*", "/x"))],
  [1, soup("Match", "22", "MaxSessions 4", "ClientAliveInterval 15", "a")],
);

// --- Include

const clientPath = oneOf(
  [
    10,
    pick(
      ...[
        `${DIRECTORY}/inc/a.conf`,
        `${DIRECTORY}/inc/*.conf`,
        `${DIRECTORY}/inc/[ab].conf`,
        `${DIRECTORY}/inc/?.conf`,
      ],
      ...[`${DIRECTORY}/inc/*`, "rel.conf", "~/.ssh/rel.conf", "~/over.conf", `${DIRECTORY}/in*/b.conf`, "*.conf"],
    ),
  ],
  [
    2,
    pick(
      ...[`${DIRECTORY}/missing`, `${DIRECTORY}/inc/folder.conf`, `${DIRECTORY}/inc`, `${DIRECTORY}/inc/.*.conf`],
      ...[
        `${DIRECTORY}/inc/[!a].conf`,
        `${DIRECTORY}/inc/{a,b}.conf`,
        `${DIRECTORY}/inc/\\a.conf`,
        `${DIRECTORY}//inc//a.conf`,
      ],
      ...[
        `${DIRECTORY}/inc/../inc/b.conf`,
        `${DIRECTORY}/inc/[a-z].conf`,
        `${DIRECTORY}/inc/sub/*.conf`,
        "sub/../rel.conf",
      ],
      ...[`"${DIRECTORY}/inc/with space.conf"`, `${DIRECTORY}/inc/*/`, `${DIRECTORY}/*/*.conf`, "~nobodyatall/x", "~"],
      ...[
        `${DIRECTORY}/inc/[a`,
        `${DIRECTORY}/inc/[]a].conf`,
        `${DIRECTORY}/inc/[b-a].conf`,
        `${DIRECTORY}/inc/[^a].conf`,
      ],
    ),
  ],
  [
    1,
    pick(
      ...[
        "%d/.ssh/rel.conf",
        `\${HOME}/over.conf`,
        `\${NOT_SET}/x`,
        `${DIRECTORY}/inc/%%.conf`,
        `${DIRECTORY}/dangling.conf`,
      ],
      ...[`${DIRECTORY}/loose.conf`, `${DIRECTORY}/group.conf`, `${DIRECTORY}/main`, '""'],
    ),
  ],
);
const includeLine = (path: Arbitrary<string>): Arbitrary<string> =>
  joined(spelled("Include"), oneOf([10, text(" ")], [1, pick("=", " = ", "\t")]), listed(path, 2, text(" ")), tail);

// --- Server

const serverCriterion = oneOf(
  [16, joined(pick("user", "User", "USER"), equalsOrBlank, userList.chain(lightlyQuoted))],
  [
    12,
    joined(
      pick("address", "localaddress", "Address"),
      equalsOrBlank,
      listed(
        oneOf(
          [
            30,
            pick(
              "10.0.0.0/8",
              "192.168.1.1",
              "10.1.*",
              "!10.1.2.3",
              "*",
              "127.0.0.1",
              "2001:db8::/32",
              "::1",
              "!192.168.0.0/16",
            ),
          ],
          [
            1,
            pick(
              "10.1.2.3/16",
              "10.0.0.0/33",
              "foo",
              "",
              "!",
              "10.1.2.3/",
              "0.0.0.0/0",
              "::/0",
              "10.1/16",
              "!!10.1.2.3",
              "2001:DB8::1",
            ),
          ],
        ),
        2,
        text(","),
      ),
    ),
  ],
  [
    8,
    joined(
      text("host"),
      equalsOrBlank,
      patternList("*.example.com", "HOST.example.com", "x", "h?st*").chain(lightlyQuoted),
    ),
  ],
  [6, joined(text("group"), equalsOrBlank, patternList("root", "wheel", "ro*"))],
  [6, pick("localport 22", "localport 2222", "LocalPort=22", "localport ssh", "localport 022")],
  [1, pick("rdomain x", "invalid-user", "version OpenSSH_10*", "version=OpenSSH_9*", "rdomain *")],
  [
    1,
    pick(
      "!user bob",
      "foo x",
      "user",
      'user ""',
      "user bob, x",
      "exec true",
      "localport 22,23",
      "localport x",
      "canonical",
      "final",
    ),
  ],
);
const serverMatch = joined(
  spelled("Match"),
  oneOf([12, text(" ")], [1, pick("=", "\t", " = ")]),
  oneOf(
    [24, listed(serverCriterion, 2, gap)],
    [6, text("all")],
    [1, pick("ALL", "all all", "user bob all", "all user bob", "!all", '"all"', "all # x")],
  ),
  oneOf([40, text("")], [1, pick(" # note", " #note", "#x", " ", ' ""', " =", "\f")]),
);
const serverSettings = oneOf(
  [10, setting("ClientAliveInterval", oneOf([30, time], [1, text("none")]))],
  [5, setting("ClientAliveCountMax", count)],
  [1, setting("TCPKeepAlive", serverFlag)],
  [1, setting("KeepAlive", serverFlag)],
  [
    1,
    pick(
      ...['"ClientAliveInterval 15', "=ClientAliveInterval 15", '"ClientAliveInterval" = 15', "ClientAliveInterval"],
      ...['"ClientAliveInterval"15', 'Client"Alive"Interval 5', "ClientAliveInterval="],
    ),
  ],
);
const serverOther = oneOf(
  [
    30,
    pick(
      ...["PermitRootLogin no", "X11Forwarding yes", "PasswordAuthentication no", "MaxAuthTries 3", "LogLevel INFO"],
      ...["AllowUsers bob alice", "AllowTcpForwarding no", "PermitTTY yes", "Banner none", "ForceCommand echo hi"],
      ...["GatewayPorts clientspecified", "AcceptEnv LANG LC_*", "PubkeyAuthentication yes", "MaxSessions 4"],
      ...["RekeyLimit default none", "AuthenticationMethods any", "ChrootDirectory none", "IPQoS af21"],
    ),
  ],
  [
    2,
    plain(
      ...["Port 22", "UseDNS no", "LoginGraceTime 1m", "MaxStartups 10:30:60", "Compression no", "UsePAM no"],
      ...["ListenAddress 127.0.0.1", "StrictModes yes", "PrintMotd no", "PidFile none"],
      ...["Protocol 2", "UseLogin no", "RSAAuthentication yes", "AllowUsers x", "PermitTTY no", "DebianBanner no"],
    ),
  ],
  [
    1,
    plain(
      ...["Foo 1", "ServerAliveInterval 3", "PermitRootLogin maybe", "LoginGraceTime none", "UseDNS no yes", "Port x"],
      ...[
        "MaxAuthTries",
        "MaxSessions -1",
        "IgnoreUnknown *",
        "UnusedConnectionTimeout 5m",
        "ChannelTimeout session=5m",
      ],
      ...["Match", "Include", 'Include ""', "PermitOpen", "RDomain x", "VersionAddendum x", "Banner"],
    ),
  ],
);
const serverPath = oneOf(
  [
    10,
    pick(
      ...[
        `${DIRECTORY}/inc/a.conf`,
        `${DIRECTORY}/inc/*.conf`,
        `${DIRECTORY}/inc/[ab].conf`,
        `${DIRECTORY}/inc/?.conf`,
      ],
      ...[`${DIRECTORY}/inc/*`, `${DIRECTORY}/in*/b.conf`],
    ),
  ],
  [
    1,
    pick(
      ...[
        `${DIRECTORY}/missing`,
        `${DIRECTORY}/inc/folder.conf`,
        `${DIRECTORY}/inc/.*.conf`,
        "no-such-drop-in.d/*.conf",
      ],
      ...[`${DIRECTORY}/dangling.conf`, `${DIRECTORY}/loose.conf`, "~/over.conf", `${DIRECTORY}/main`, '""', "~"],
      ...[
        `"${DIRECTORY}/inc/with space.conf"`,
        `${DIRECTORY}/inc/{a,b}.conf`,
        `${DIRECTORY}/inc/[!a].conf`,
        `${DIRECTORY}/dang*`,
      ],
    ),
  ],
);

// --- Files

const lineEnd = oneOf([10, text("\n")], [1, text("\r\n")]);
const start = oneOf([120, text("")], [1, text("\xef\xbb\xbf")], [1, text("\n\n")]);

/** A file of up to `most` lines; now and then with a BOM, CRLF or without its final newline. */
const fileOf = (line: Arbitrary<string>, most: number): Arbitrary<string> =>
  fc
    .tuple(start, fc.array(joined(indent, line), { maxLength: most }), lineEnd, fc.boolean())
    .map(([before, lines, end, finished]) => before + lines.join(end) + (finished || lines.length === 0 ? "" : end))
    .map((bytes) => (bytes.endsWith("\n") || bytes.length % 4 !== 0 ? bytes : `${bytes}\n`));

/** Names of included files and how many lines they have at most; deeper ones include nothing. */
const often = ["inc/a.conf", "inc/b.conf"];
const names = [...often, ...often, "inc/B.conf", "inc/.hidden.conf", "inc/sub/c.conf", "inc/with space.conf"];
const ofHome = ["home/.ssh/rel.conf", "home/.ssh/rel.conf", "home/over.conf", "home/.ssh/a.conf"];
const clientNames = [...names, ...ofHome, "loose.conf", "group.conf", "inc/%.conf"];
const serverNames = [...names, "loose.conf"];

const filesOf = (
  line: Arbitrary<string>,
  include: Arbitrary<string>,
  included: readonly string[],
): Arbitrary<ConfigFiles> =>
  fc.record({
    main: fileOf(oneOf([8, line], [1, include]), 9),
    others: fc.dictionary(fc.constantFrom(...included), fileOf(oneOf([24, line], [1, include]), 4), { maxKeys: 6 }),
  });

const clientLine = (extra: readonly Weighted[]): Arbitrary<string> =>
  oneOf(
    ...extra,
    [14, clientSettings],
    [8, hostLine],
    [5, clientMatch],
    [3, clientContext],
    [1, clientUnknown],
    [3, clientOther],
    [2, oddLine],
    [1, clientSoup],
  );

/** Client roots without a condition that cannot be known from the files alone. */
export const clientFiles: Arbitrary<ConfigFiles> = filesOf(clientLine([]), includeLine(clientPath), clientNames);

/** EXEC1 to EXEC3 stand for commands; a test writes `true` or `false` there. */
const execCriterion = oneOf(
  [3, joined(pick("exec ", "!exec "), pick("EXEC1", "EXEC2", "EXEC3"))],
  [1, clientCriterion],
);
const execMatch = listed(execCriterion, 3, text(" ")).map((criteria) => `Match ${criteria}`);

/** Client roots with `Match exec`. */
export const execFiles: Arbitrary<ConfigFiles> = filesOf(
  clientLine([[6, execMatch]]),
  includeLine(clientPath),
  clientNames,
);

export const serverFiles: Arbitrary<ConfigFiles> = filesOf(
  oneOf([14, serverSettings], [8, serverMatch], [3, serverOther], [2, oddLine], [1, serverSoup]),
  includeLine(serverPath),
  serverNames,
);

// --- Networks that overlap, of every size, in any order

const networks = oneOf(
  [8, pick("10.0.0.0/8", "10.0.0.0/9", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.2/31", "10.1.2.3", "10.1.2.3/32")],
  [4, pick("192.168.0.0/16", "192.168.1.0/24", "192.168.1.1", "10.128.0.0/9", "10.1.2.0/25", "10.1.2.128/25")],
  [4, pick("2001:db8::/32", "2001:db8::/64", "2001:db8::1", "2001:db8:1::/48", "::/0", "0.0.0.0/0", "fe80::/10")],
  [3, pick("10.1.*", "10.?.2.3", "*", "*.3", "2001:db8:*", "192.168.1.?")],
  [1, pick("10.1.2.3/08", "012.1.2.3", "0x0a010203", "10.1.515", "167838211", "::ffff:10.1.2.3", "10.1.2.3/+32")],
);
const networkList = fc
  .array(fc.tuple(oneOf([4, text("")], [1, text("!")]), networks), { minLength: 1, maxLength: 4 })
  .map((entries) => entries.map((entry) => entry.join("")).join(","));
const networkLine = joined(
  oneOf(
    [10, text("Match Address ")],
    [1, pick("Match LocalPort 22 Address ", "Match User bob Address ", "match address ")],
  ),
  networkList,
  oneOf([6, text("")], [1, pick(" LocalAddress 127.0.0.0/8", " LocalAddress ::/0,!::1", " User *,!root", " Host x")]),
);

/** Roots of such lines, each with a value of its own. */
export const networkFiles: Arbitrary<ConfigFiles> = fc
  .array(fc.tuple(networkLine, fc.boolean()), { minLength: 2, maxLength: 14 })
  .map((lines) => ({
    main: lines
      .map(
        ([line, isCount], at) => `${line}\n  ${isCount ? "ClientAliveCountMax" : "ClientAliveInterval"} ${at + 30}\n`,
      )
      .join(""),
    others: {},
  }));

export interface ClientTarget {
  readonly host: string;
  readonly user?: string;
  readonly options?: readonly string[];
}

const clientOptions = fc.constantFrom<readonly string[]>(
  ["ServerAliveInterval=11"],
  ["ServerAliveInterval none", "ServerAliveInterval=12"],
  ["TCPKeepAlive no", "serveralivecountmax = 9"],
  ["BatchMode=yes"],
  ["User=bob", "HostName=real"],
  ["IgnoreUnknown=Foo*,UseKeychain"],
  ["ServerAliveInterval=5x"],
  ["CanonicalizeHostname=yes"],
  ['ServerAliveInterval="13"'],
);

/** The hosts that every client root is asked about: named ones, an unknown one, one in capitals. */
export const clientTargets: Arbitrary<readonly ClientTarget[]> = clientOptions.map((options) => [
  { host: "a" },
  { host: "b" },
  { host: "web1", user: "bob" },
  { host: "x.prod" },
  { host: "A" },
  { host: "10.1" },
  { host: "real", options },
]);

export interface ServerTarget {
  readonly user: string;
  readonly host: string;
  readonly address: string;
  readonly localAddress: string;
  readonly localPort: number;
  /** Of the user database of every machine; other users have none. */
  readonly groups: readonly string[];
}

/** null: asked without -C. */
export const serverTargets: readonly (ServerTarget | null)[] = [
  null,
  { user: "bob", host: "h.example.com", address: "10.1.2.3", localAddress: "127.0.0.1", localPort: 22, groups: [] },
  { user: "alice", host: "x", address: "192.168.1.1", localAddress: "::1", localPort: 2222, groups: [] },
  {
    user: "root",
    host: "HOST.example.com",
    address: "2001:db8::1",
    localAddress: "10.0.0.1",
    localPort: 22,
    groups: ["root"],
  },
];

/** Connections from addresses that such networks hold, many of them or none. */
export const networkTargets: readonly ServerTarget[] = [
  ["bob", "10.1.2.3", "127.0.0.1"],
  ["alice", "10.1.2.200", "::1"],
  ["root", "10.1.9.9", "127.0.0.1"],
  ["bob", "10.200.0.1", "::1"],
  ["alice", "192.168.1.1", "127.0.0.1"],
  ["bob", "2001:db8::1", "::1"],
  ["root", "2001:db8:1::5", "2001:db8::9"],
].map(([user = "", address = "", localAddress = ""]) => {
  return { user, host: "x", address, localAddress, localPort: 22, groups: user === "root" ? ["root"] : [] };
});
