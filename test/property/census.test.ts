import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Side } from "../../src/base/side.ts";
import { evaluatedFor } from "../../src/census/evaluated.ts";
import * as matching from "../../src/census/matching.ts";
import { namedTargets, saysOnlySettings } from "../../src/census/named-targets.ts";
import { survey } from "../../src/census/survey.ts";
import { compile } from "../../src/eval/compile.ts";
import { configFile } from "../../src/eval/config-file.ts";
import { type Evaluated, evaluatorOf } from "../../src/eval/effective.ts";
import type { Located } from "../../src/eval/include.ts";
import type { Program } from "../../src/eval/program.ts";
import { clientTargets, serverTargets } from "../../src/eval/targets.ts";
import { memoryFiles } from "../../src/io/memory-files.ts";
import { hasWildcard } from "../../src/openssh/patterns.ts";
import type { Version } from "../../src/openssh/versions.ts";
import { forAll } from "./generate.ts";

// A survey reads lines by a way of its own. Whatever it takes for plain must mean to it what it means to the compiler, and
// what it refuses must be a reason to compile: lines at the border of what is plain, on both sides, in several versions.
const releases = [803, 806, 807, 902, 908, 1000, 1003, 1006];
const word = fc.constantFrom(
  "web1",
  "web2",
  "a",
  "b",
  "w*",
  "*",
  "!web1",
  "?eb2",
  "x#y",
  "p=q",
  '"web1"',
  '"w*"',
  'we"b1"',
  '"a"b',
  '""',
  "back\\slash",
);
const blank = fc.constantFrom(" ", "  ", "\t", " = ", "=", " \t ");
const indent = fc.constantFrom("", "", "  ", "\t", "\f", "=");
const ending = fc.constantFrom("\n", "\n", "\n", "\r\n", " \n", "\t\f\n", " # note\n", "\r \n");
const value = fc.constantFrom(
  "0",
  "30",
  "60",
  "600",
  "yes",
  "no",
  "none",
  "1m",
  "90s",
  "0m",
  "5M",
  "1h30m",
  '"60"',
  "007",
  "4294967296",
  "",
  "-1",
  "a b",
);
const words = fc.array(word, { minLength: 1, maxLength: 3 }).map((list) => list.join(" "));

const settings: Readonly<Record<Side, readonly string[]>> = {
  client: [
    "ServerAliveInterval",
    "serveralivecountmax",
    "SERVERALIVEINTERVAL",
    "TCPKeepAlive",
    "BatchMode",
    "KeepAlive",
  ],
  server: ["ClientAliveInterval", "CLIENTALIVEINTERVAL", "clientalivecountmax", "TCPKeepAlive", "tcpkeepalive"],
};
const others: Readonly<Record<Side, readonly string[]>> = {
  client: [
    "HostName 10.0.0.1",
    'HostName="10.0.0.1"',
    "hostname = %%h",
    'User "bob"',
    'User=bob"by"',
    'Port="22"',
    'LocalCommand "x"',
    'IdentityFile "~/.ssh/id" "more"',
    "HostName %h.lan",
    "User bob",
    "Port 22",
    "Port 0x",
    "ProxyJump gate",
    "ProxyCommand none",
    "ProxyCommand nc %h %p",
    "SendEnv LANG LC_*",
    "IdentityFile ~/.ssh/id",
    "ForwardAgent maybe",
    "Include more",
    "Include one",
    "Include one two",
    "Include nothing",
    "ControlMaster auto",
    "CanonicalizeHostname yes",
    "IgnoreUnknown Foo",
    "IgnoreUnknown use*,Foo",
    "IgnoreUnknown *",
    "Foo bar",
    "UseKeychain yes",
    'usekeychain "no" more # x',
    'UseKeychain "no',
    "SetupTimeOut 20",
    "HostName=real # comment",
    "Port 22 # comment",
    "LocalCommand echo # no comment",
    "IdentityFile a#b # c",
  ],
  server: [
    "X11Forwarding no",
    "PermitRootLogin maybe",
    "Subsystem sftp /usr/lib/sftp",
    "UsePAM yes",
    "AcceptEnv LANG",
    "ForceCommand internal-sftp -l INFO",
    "Include more",
    "Include one",
    "Include one two",
  ],
};

const criterion: Readonly<Record<Side, fc.Arbitrary<string>>> = {
  client: fc.oneof(
    fc
      .tuple(
        fc.constantFrom("host", "Host", "originalhost", "!host", "user", "localuser"),
        fc.constantFrom(
          "web1",
          "web2,a",
          "WEB1",
          "w*",
          "W*,!WEB1",
          "10.*",
          "real",
          "bob",
          "!web1,*",
          "*.lan",
          "*,a",
          "!a,!b",
          "a,",
          ",a",
          "a,,b",
          "!,a",
          "**",
          "",
        ),
      )
      .map((parts) => parts.join(" ")),
    fc.constantFrom("final", 'exec "true"', 'exec "false"', "!exec true", "localnetwork 10.0.0.0/8", "all"),
  ),
  server: fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(
          fc.constantFrom("User", "user", "Group", "Address", "Host", "LocalPort", "LocalAddress"),
          fc.constantFrom("web1", "web1,b", "w*", "!a,*", "10.0.0.0/8", "10.0.0.1", "22", "*"),
        )
        .map((parts) => parts.join(" ")),
    },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          fc.constantFrom("Address", "address", "LocalAddress"),
          fc.constantFrom(
            "10.0.0.0/9",
            "10.1.0.0/16,10.0.0.1",
            "!10.0.0.0/24,10.*",
            "10.0.0.1/32",
            "::/0",
            "0.0.0.0/0",
          ),
        )
        .map((parts) => parts.join(" ")),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom(
            "USER",
            "Group",
            "host",
            "Address",
            "localport",
            "RDomain",
            "invalid-user",
            "version",
            "!user",
          ),
          fc.constantFrom(" ", "\t", "  ", "=", " \f"),
          fc.constantFrom(
            "web1,",
            "a,,b",
            "!a",
            "!",
            "WEB1,Web2",
            "ssh",
            "022",
            "10.0.0.1/8",
            "10.1",
            '"web1"',
            "#x",
            "x=y",
          ),
        )
        .map((parts) => parts.join("")),
    },
  ),
};

const matchLine = (side: Side): fc.Arbitrary<string> =>
  fc
    .oneof(
      { weight: 1, arbitrary: fc.constant("all") },
      {
        weight: 5,
        arbitrary: fc.array(criterion[side], { minLength: 1, maxLength: 3 }).map((list) => list.join(" ")),
      },
    )
    .map((list) => `Match ${list}`);

const heading = (side: Side): fc.Arbitrary<string> =>
  side === "client"
    ? fc.oneof(
        {
          weight: 3,
          arbitrary: fc
            .tuple(fc.constantFrom("Host", "host", "HOST"), words)
            .map(([keyword, list]) => `${keyword} ${list}`),
        },
        { weight: 1, arbitrary: matchLine(side) },
      )
    : fc.oneof(
        {
          weight: 1,
          arbitrary: fc
            .tuple(
              fc.constantFrom("User", "user", "Group"),
              fc.array(word, { minLength: 1, maxLength: 3 }).map((list) => list.join(",")),
            )
            .map(([name, value]) => `Match ${name} ${value}`),
        },
        { weight: 1, arbitrary: matchLine(side) },
      );

const line = (side: Side): fc.Arbitrary<string> =>
  fc
    .tuple(
      indent,
      fc.oneof(
        { weight: 3, arbitrary: heading(side) },
        {
          weight: 4,
          arbitrary: fc.tuple(fc.constantFrom(...settings[side]), blank, value).map((parts) => parts.join("")),
        },
        { weight: 2, arbitrary: fc.constantFrom(...others[side]) },
        { weight: 1, arbitrary: fc.constantFrom("", "# note", '"', "=") },
      ),
      ending,
    )
    .map((parts) => parts.join(""));

interface Case {
  readonly side: Side;
  readonly text: string;
  /** What `Include one` and `Include two` find. */
  readonly one: string;
  readonly two: string;
  readonly release: number;
}

/** Plain lines that ask one another. */
const askingLine = fc.oneof(
  fc.constantFrom("Host web1", "Host web2 a", "Host w*", "Host * !web1", "Host *"),
  fc
    .array(
      fc.constantFrom(
        "host web1",
        "host REAL,web2",
        "host r*",
        "host *.lan",
        "!host web1",
        "originalhost web1,a",
        "originalhost w*",
        "!originalhost web2",
        "user bob",
        "user b*,!bob",
        "localuser me",
        'exec "true"',
        "exec false",
        "command ls",
        "localnetwork 10.0.0.0/8",
        "tagged work",
        "tagged w*,!x",
        "sessiontype shell",
        "sessiontype none",
        "!tagged work",
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((criteria) => `Match ${criteria.join(" ")}`),
  fc
    .tuple(
      fc.constantFrom("ServerAliveInterval", "ServerAliveCountMax", "TCPKeepAlive", "BatchMode"),
      fc.constantFrom("30", "60", "yes", "no"),
    )
    .filter(([keyword, text]) => /^[sS]/.test(keyword) === /\d/.test(text))
    .map((parts) => parts.join(" ")),
  fc.constantFrom(
    "HostName real",
    "HostName %h.lan",
    'HostName "web1"',
    "User bob",
    "ProxyJump gate",
    "ControlPath /x",
    "Tag work",
    "Tag Work",
    "SessionType none",
    "SessionType SUBSYSTEM",
    "SessionType default",
  ),
);

const asked: fc.Arbitrary<Case> = fc
  .tuple(fc.array(askingLine, { maxLength: 10 }), fc.array(askingLine, { maxLength: 4 }), fc.constantFrom(...releases))
  .map(([lines, one, release]) => {
    const text = `${lines.join("\n")}\nMatch all\nInclude one\n`;
    return { side: "client", release, text, one: one.join("\n"), two: "" };
  });

const anyCase: fc.Arbitrary<Case> = fc
  .tuple(fc.constantFrom<Side>("client", "server"), fc.constantFrom(...releases))
  .chain(([side, release]) =>
    fc
      .tuple(
        fc.constantFrom("", "", "Include one\n", "Include one two\n", "Match all\nInclude two\n"),
        fc.array(line(side), { maxLength: 7 }),
        fc.array(line(side), { maxLength: 3 }),
        fc.array(line(side), { maxLength: 3 }),
      )
      .map(([first, text, one, two]) => {
        return { side, release, text: first + text.join(""), one: one.join(""), two: two.join("") };
      }),
  );

/** So many wildcards that they are looked up. */
const part = fc.constantFrom("a", "b", "web", ".lan", "*", "*", "?", "1", "23");
const pattern = fc
  .tuple(fc.constantFrom("", "", "", "!"), fc.array(part, { minLength: 1, maxLength: 4 }))
  .map(([sign, parts]) => sign + parts.join(""));
const wildBlock = fc
  .tuple(
    fc.array(pattern, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("ServerAliveInterval", "ServerAliveCountMax"),
    fc.integer({ min: 1, max: 99 }),
  )
  .map(([patterns, keyword, number]) => `Host ${patterns.join(" ")}\n${keyword} ${number}\n`);
const wild: fc.Arbitrary<Case> = fc
  .tuple(fc.array(wildBlock, { minLength: 9, maxLength: 40 }), fc.constantFrom(...releases))
  .map(([blocks, release]) => ({ side: "client", release, text: blocks.join(""), one: "", two: "" }));

/** When what is so, and what is then. */
const outcome = ({ when, settings }: Evaluated["possible"][number]) => ({
  when: when.map(({ offset, criterion, because, holds }) => ({ offset, criterion, because, holds })),
  settings,
});

const told = ({ values, settings, proxied, statements, possible, errors }: Evaluated) => {
  const lines = Object.entries(statements).map(([slot, one]) => `${slot}@${one?.directive.keywordStart}=${one?.value}`);
  return {
    ...values,
    settings,
    proxied,
    possible: possible.map(outcome),
    errors,
    lines: lines.filter((each) => !/^(?:user|hostName|tag|sessionType|ignoreUnknown|control\w+)@/.test(each)).sort(),
  };
};

const someCase = fc.oneof(
  { weight: 6, arbitrary: anyCase },
  { weight: 2, arbitrary: asked },
  { weight: 1, arbitrary: wild },
);

function compiled({ side, text, one, two, release }: Case) {
  const version: Version = { release, portable: 1, vendor: "debian" };
  const file = configFile({ path: "/c", text }, side, null);
  const input = {
    side,
    version,
    roots: [{ file, userFile: true }],
    files: memoryFiles({ "/one": one, "/two": two }),
    locate: (argument: string): Located =>
      argument === "more"
        ? { kind: "unknown", because: "it is not here" }
        : { kind: "paths", pattern: argument, paths: argument === "nothing" ? [] : [`/${argument}`] },
    refusesOwner: () => null,
  };
  const { program, failures } = compile(input);
  return { input, program, failures };
}

/** What a host gets, and the lines that say so. */
const shown = ({ settings }: Pick<Evaluated, "settings">) => settings;

let plain = 0;
let including = 0;
let asking = 0;
let doubtful = 0;
let blind = 0;

function expectTheSame(given: Case): void {
  const { input, program, failures } = compiled(given);
  const surveyed = survey(input, () => matching);
  if (surveyed === null) return;
  plain++;
  if (surveyed.files.length > 1) including++;
  if (surveyed.asked !== null || surveyed.asksOneByOne) asking++;
  expect(surveyed.files).toEqual(program.files);
  expect(surveyed.inclusions.map(({ read }) => read)).toEqual(program.inclusions.map(({ read }) => read));
  // Unknown keywords that nobody's IgnoreUnknown covers are among the errors of targets.
  const reasons = [program.problems, program.swallowed, failures];
  expect(reasons.flat()).toEqual([]);
  const because = ({ blinds }: Pick<Program, "blinds">) => blinds.map((one) => [one.argument, one.because]);
  expect(because(surveyed)).toEqual(because(program));
  if (surveyed.blindSpot !== null) blind++;
  const own = new Map<string, unknown>();
  surveyed.eachTarget((decision, label, one) => {
    expect(own.has(label())).toBe(false);
    own.set(label(), told(one?.one ?? evaluatedFor(surveyed, decision, [label()])));
    if (one !== null) doubtful++;
  });
  const evaluator = evaluatorOf(program);
  const expected = new Map<string, unknown>();
  if (given.side === "client") {
    for (const { label, request } of clientTargets(program))
      expected.set(label, told(evaluator.client(request, label)));
  } else {
    for (const { label, request } of serverTargets(program))
      expected.set(label, told(evaluator.server(request, label)));
  }
  expect(own).toEqual(expected);
  const { outcomes } = surveyed.census();
  expect(outcomes.reduce((sum, { targets }) => sum + targets, 0)).toBe(expected.size);
}

describe("a survey", () => {
  it("gives every target what the compiled program gives it", () => {
    forAll(fc.property(someCase, expectTheSame), 6000);
    expect(plain).toBeGreaterThan(500);
    expect(including).toBeGreaterThan(30);
    expect(asking).toBeGreaterThan(50);
    expect(doubtful).toBeGreaterThan(50);
    expect(blind).toBeGreaterThan(5);
  });

  it("gives the same where there are too many patterns to compare each host with all", () => {
    const many = fc
      .tuple(fc.array(wildBlock, { minLength: 210, maxLength: 260 }), fc.constantFrom(...releases))
      .map(([blocks, release]): Case => ({ side: "client", release, text: blocks.join(""), one: "", two: "" }));
    const unlike = many.map((given) => {
      let n = 0;
      return { ...given, text: given.text.replace(/^Host (.*)$/gm, (_, words) => `Host ${words}${n++} x*${n}`) };
    });
    forAll(fc.property(fc.oneof(many, unlike), expectTheSame), 30);
  });

  it("gives the same to hosts that are alike to every Match line", () => {
    const said = fc.constantFrom(
      "User bob",
      "User alice",
      "Tag work",
      "SessionType none",
      "HostName real",
      "HostName %h2",
    );
    const setting = fc
      .tuple(fc.constantFrom("ServerAliveInterval", "ServerAliveCountMax"), fc.integer({ min: 1, max: 3 }))
      .map((parts) => parts.join(" "));
    const lines = fc.array(fc.oneof(said, setting), { minLength: 1, maxLength: 2 }).map((list) => list.join("\n"));
    const asks = fc.constantFrom(
      "Match user bob",
      "Match user bob",
      "Match user bob,alice",
      "Match user alice",
      "Match user a* tagged work",
      "Match tagged work",
      "Match tagged home,work",
      "Match exec true",
      "Match localuser root",
      "Match sessiontype none",
      "Match !originalhost h1 user bob",
      "Match !host h2 user bob",
      "Match !host real user bob",
      "Match host *,!real exec true",
      "Match host *,!h1 user bob",
      "Match host * exec true",
      "Match host real user bob",
      "Match host h2,real tagged work",
      "Match originalhost h* tagged work",
      "Match host h* host *2 user bob",
      "Match originalhost h1 !host real user bob",
      "Match host h1",
      "Match originalhost h2,h3",
    );
    const heading = fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom("Host h", "Host h", "Host h1 h", "Host * !h1", "Host *") },
      { weight: 3, arbitrary: asks },
    );
    const alike = fc
      .tuple(fc.array(fc.tuple(heading, lines), { minLength: 4, maxLength: 14 }), fc.constantFrom(...releases))
      .map(([blocks, release]): Case => {
        // Of more doubts not all readings are tried, and a survey counts some doubts that the compiler knows to be of no use.
        let asked = 0;
        const few = (words: string) => (words.startsWith("Match") && ++asked > 4 ? "Host h" : words);
        const text = blocks.map(([words, rest], n) => `${few(words).replace(/h$/, `h${n}`)}\n${rest}\n`).join("");
        return { side: "client", release, text, one: "", two: "" };
      });
    forAll(fc.property(alike, expectTheSame), 400);
  });

  it("gives the same where more Match lines ask for exceptions than there are hosts alike", () => {
    const name = fc.constantFrom("h1", "h2", "h3", "web1", "real", "w*");
    const exception = fc.oneof(
      name.map((host) => `!host ${host}`),
      name.map((host) => `!originalhost ${host}`),
      name.map((host) => `host *,!${host}`),
      name.map((host) => `originalhost *,!${host}`),
    );
    const more = fc.constantFrom("user bob", "user alice", "exec true", "exec false", "tagged work", "!user bob", "");
    const asks = fc.tuple(exception, more).map(([first, second]) => `Match ${first} ${second}`);
    // Of what has no column, and of proxies, a survey counts some doubts that the compiler knows to be of no use.
    const setting = fc.oneof(
      {
        weight: 9,
        arbitrary: fc
          .tuple(fc.constantFrom("ServerAliveInterval", "ServerAliveCountMax"), fc.integer({ min: 1, max: 3 }))
          .map((parts) => parts.join(" ")),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom("User bob", "Tag work", "HostName real", "TCPKeepAlive no", "Port 2"),
      },
    );
    const block = fc.tuple(
      fc.oneof({ weight: 9, arbitrary: asks }, { weight: 1, arbitrary: name.map((host) => `Host ${host}`) }),
      setting,
    );
    const doubtful = fc.tuple(
      fc.tuple(exception, fc.constantFrom("user bob", "exec true")).map((words) => `Match ${words.join(" ")}`),
      fc.constantFrom("ServerAliveInterval 7", "TCPKeepAlive no"),
    );
    const crowded = fc
      .tuple(
        fc.oneof(fc.constant([]), fc.array(doubtful, { minLength: 50, maxLength: 80 })),
        fc.array(block, { minLength: 30, maxLength: 110 }),
        fc.constantFrom(...releases),
      )
      .map(([before, blocks, release]): Case => {
        const text = [...before, ...blocks].map(([words, line]) => `${words}\n${line}\n`).join("");
        return { side: "client", release, text, one: "", two: "" };
      });
    forAll(fc.property(crowded, expectTheSame), 60);
    const shutOut = fc
      .tuple(name, fc.constantFrom("user bob", "user bob", "exec true", ""), fc.constantFrom("!host", "!originalhost"))
      .map(([host, more, which]) => `Match ${which} ${host} ${more}`);
    const kept = fc.tuple(
      fc.oneof({ weight: 9, arbitrary: shutOut }, { weight: 1, arbitrary: name.map((host) => `Host ${host}`) }),
      fc.constantFrom("ServerAliveInterval 7", "ServerAliveInterval 8", "ServerAliveCountMax 2", "TCPKeepAlive no"),
    );
    const users = fc.array(
      fc.tuple(
        name.map((host) => `Host ${host}`),
        fc.constantFrom("User bob", "User alice", "HostName real"),
      ),
      { maxLength: 4 },
    );
    const toldByAsking = fc
      .tuple(
        users,
        fc.array(fc.tuple(name, fc.constantFrom("user bob", "exec true")), { maxLength: 40 }),
        fc.array(kept, { minLength: 75, maxLength: 110 }),
        fc.constantFrom(...releases),
      )
      .map(([first, doubts, blocks, release]): Case => {
        const early = doubts.map(([host, more]) => [`Match !host ${host} ${more}`, "ServerAliveInterval 9"]);
        const text = [...first, ...early, ...blocks].map(([words, line]) => `${words}\n${line}\n`).join("");
        return { side: "client", release, text, one: "", two: "" };
      });
    forAll(fc.property(toldByAsking, expectTheSame), 60);
    const serverAsks = fc.constantFrom(
      "User *,!u1",
      "User *,!u2",
      "User u*,!u1",
      "Group *,!g1",
      "Host *.com,!a.com",
      "Address 10.0.0.0/8,!10.1.0.0/16",
      "Address *,!10.0.0.1",
      "LocalPort 22",
    );
    const serverSetting = fc
      .tuple(fc.constantFrom("ClientAliveInterval", "ClientAliveCountMax", "Banner"), fc.integer({ min: 1, max: 3 }))
      .map((parts) => parts.join(" "));
    const onServer = fc
      .tuple(
        fc.array(fc.tuple(fc.array(serverAsks, { minLength: 1, maxLength: 2 }), serverSetting), {
          minLength: 40,
          maxLength: 90,
        }),
        fc.constantFrom(...releases),
      )
      .map(([blocks, release]): Case => {
        const text = blocks.map(([criteria, line]) => `Match ${criteria.join(" ")}\n${line}\n`).join("");
        return { side: "server", release, text, one: "", two: "" };
      });
    forAll(fc.property(onServer, expectTheSame), 30);
  });

  it.each([
    [
      "lines that hold behind lines that may",
      `${"Match originalhost *,!h1 user bob\nServerAliveInterval 1\n".repeat(20)}Match originalhost *,!h2\nServerAliveInterval 30\nHost web\nPort 2\n`,
    ],
    [
      "a host that is shut out until it has another name",
      `Match host *,!h1\nServerAliveInterval 1\nHost h1\nHostName real\n${"Match host *,!h2\nServerAliveInterval 2\n".repeat(20)}`,
    ],
    [
      "a user whom a line sets that nobody can decide about",
      `Match exec x\nUser bob\nHost h*\nUser alice\nMatch user bob !host h1\nServerAliveInterval 5\nMatch user bob !host h2\nServerAliveCountMax 2\n${"Match !host gate exec y\nTCPKeepAlive no\n".repeat(70)}`,
    ],
  ])("gives the same among very many lines: %s", (_, text) => {
    const before = plain;
    expectTheSame({ side: "client", release: 1006, text, one: "", two: "" });
    expect(plain).toBe(before + 1);
  });

  it("tells of every named host what the compiled program tells", () => {
    forAll(
      fc.property(someCase, (given) => {
        const { input, program } = compiled(given);
        const surveyed = survey(input, () => matching);
        if (given.side === "server" || surveyed === null || surveyed.asked !== null || surveyed.asksOneByOne) return;
        if (!saysOnlySettings(surveyed)) return;
        const evaluator = evaluatorOf(program);
        const expected = [...clientTargets(program)].flatMap(({ label, request }) =>
          hasWildcard(label) ? [] : [[label, shown(evaluator.client(request, label))]],
        );
        expect([...namedTargets(surveyed)].map((one) => [one.name, shown(one)])).toEqual(expected);
      }),
      6000,
    );
  });
});
