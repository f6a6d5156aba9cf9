import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LintOutcome } from "../../src/run.ts";
import { lintTree } from "../host.ts";
import { forAll } from "./generate.ts";

// A root that passes for plain is judged by the connection rules alone. Small files of plain lines, in every order, are where
// a file rule could be missed.
const host = fc.constantFrom(
  "web1",
  "web2",
  "*.corp",
  "w*",
  "*",
  "web1 web2",
  '"web1"',
  "!web1",
  "* !web2",
  "web1 *",
  "**",
  "* !web1",
  "!web2 web1 *",
);
const asked = fc.constantFrom(
  "all",
  "host web1",
  "host WEB1,web2",
  "host w*",
  "host real",
  "originalhost web1",
  "originalhost w*,*.corp",
  "!host web1",
  "user bob",
  "exec true",
  "tagged work",
  "sessiontype none",
  "host web1 user bob",
  "host web1 originalhost web1",
  "host w*,a originalhost web1,web2",
  "originalhost web2 host w*",
  "originalhost w*,a host real,web1",
  "host *",
);
const setting = fc
  .tuple(
    fc.constantFrom("", "  ", "\t"),
    fc.constantFrom(
      "ServerAliveInterval",
      "serveraliveinterval",
      "SERVERALIVEINTERVAL",
      "ServerAliveCountMax",
      "TCPKeepAlive",
      "KeepAlive",
    ),
    fc.constantFrom(" ", " ", "=", " = "),
    fc.constantFrom("0", "30", "60", "600", "yes", "no", "1m", "90s", "1m30", '"60"', '"600"'),
  )
  .map((parts) => parts.join(""));
const line = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom("", "  "), host).map(([by, patterns]) => `${by}Host ${patterns}`) },
  { weight: 1, arbitrary: host.map((patterns) => `Host ${patterns} # note`) },
  { weight: 1, arbitrary: asked.map((criteria) => `Match ${criteria}`) },
  { weight: 3, arbitrary: setting },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "",
      "# note",
      "  User bob",
      "  Tag work",
      "SessionType none",
      "  HostName real # who",
      "  ProxyJump gate",
      "Include conf/*",
      "Include ~/.ssh/elsewhere/*",
      "Include nowhere",
      "  Include conf/one",
      "\tInclude conf/two conf/one",
      "IgnoreUnknown UseKeychain,Server*,Client*",
      "UseKeychain yes",
      "ServerAliveIntervall 60",
      "ClientAliveInterval 60",
    ),
  },
);
const serverLine = fc.oneof(
  fc
    .constantFrom(
      "User bob",
      "User bob,carol",
      "User carol,bob",
      "User dave,carol",
      "User *,!bob",
      "User *,!carol",
      "User *,!carol,!bob",
      "User b*,!bob",
      "User bill,b*",
      "Group sftp,web",
      "User b%",
      "User b% Address 10.1.1.1",
      "Group sftp",
      "Address 10.0.0.0/8",
      "Address 10.1.1.1",
      "User b*",
      "User bob Address 10.0.0.0/8",
      "User bob,carol Group sftp",
      "Address 10.1.1.1,10.2.0.0/16",
      "Host web1 User b*",
      "Address 10.1.1.1 User bob",
      "Host WEB1",
      "LocalPort 22 Group s*",
      "all",
    )
    .map((criteria) => `Match ${criteria}`),
  fc
    .tuple(
      fc.constantFrom("", "  "),
      fc.constantFrom("ClientAliveInterval", "ClientAliveCountMax", "TCPKeepAlive"),
      fc.constantFrom("0", "30", "60", "600", "yes"),
    )
    .map(([indent, keyword, value]) => `${indent}${keyword} ${value}`),
  fc.constantFrom("", "# note", "  X11Forwarding no", "Include /etc/ssh/sshd_config.d/*.conf"),
);
const fileOf = (one: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(one, { maxLength }).map((lines) => `${lines.join("\n")}\n`);
const first = fc.constantFrom("", "", "Include conf/*\n");
const config = fc.tuple(first, fileOf(line, 8)).map((parts) => parts.join(""));
const included = fileOf(line, 3);

interface Tree {
  readonly text: string;
  readonly one: string;
  readonly two: string;
}

const tree: fc.Arbitrary<Tree> = fc.record({ text: config, one: included, two: included });

// In any order: where a missing line would go, and so its rank, is known for sure only once a fix was tried.
const toldBy = ({ report }: LintOutcome): string[] =>
  report.findings
    .map(({ rule, kind, targets, place, at }) => {
      return `${rule} ${kind} ${at === null ? "missing" : `${place.source.path} ${place.start}`} ${targets}`;
    })
    .sort();

const found = ({ text, one, two }: Tree): string[] =>
  toldBy(
    lintTree(
      { "/repo/.ssh/config": text, "/repo/.ssh/conf/one": one, "/repo/.ssh/conf/two": two },
      { paths: [".ssh/config"], side: "client" },
    ),
  );

// A file in which a comment may silence something is judged with all rules, and this comment silences nothing.
const comment = "# keepalive-lint-nothing\n";
const judgedByAll = (one: Tree): string[] => found({ ...one, text: one.text + comment });

const foundOnServer = (text: string, more: string): string[] =>
  toldBy(
    lintTree(
      { "/etc/ssh/sshd_config": text, "/etc/ssh/sshd_config.d/a.conf": more },
      { paths: ["/etc/ssh/sshd_config"], side: "server" },
    ),
  );

describe("a plain file", () => {
  it("gets the findings that all rules together would give it", () => {
    forAll(
      fc.property(tree, (one) => {
        expect(found(one)).toEqual(judgedByAll(one));
      }),
      1500,
    );
  });

  it("gets them, too, where its patterns are so many that they are looked up", () => {
    const part = fc.constantFrom("a", "b", "web", "*", "*", "?", "1");
    const pattern = fc
      .tuple(fc.constantFrom("", "", "", "", "!"), fc.array(part, { minLength: 1, maxLength: 4 }))
      .map(([sign, parts]) => sign + parts.join(""));
    const block = fc
      .tuple(
        fc.array(pattern, { minLength: 1, maxLength: 2 }),
        fc.constantFrom("Interval 30", "Interval 60", "CountMax 4"),
      )
      .map(([patterns, rest]) => `Host ${patterns.join(" ")}\n  ServerAlive${rest}`);
    forAll(
      fc.property(fileOf(block, 24), (text) => {
        expect(found({ text, one: "", two: "" })).toEqual(judgedByAll({ text, one: "", two: "" }));
      }),
      400,
    );
  });

  it("gets them, too, where very many headings have the same words", () => {
    const words = fc.constantFrom(
      "*",
      "* !a.x",
      "* !b.x",
      "*.x",
      "*.x !a.x",
      "a.x *",
      "b.x !*.x",
      "c !*",
      "c",
      "a.x",
      "?",
    );
    const heading = fc.oneof(
      { weight: 5, arbitrary: words.map((list) => `Host ${list}`) },
      { weight: 1, arbitrary: words.map((list) => `Match host ${list.split(" ").join(",")}`) },
      { weight: 1, arbitrary: words.map((list) => `Match user bob host ${list.split(" ").join(",")}`) },
    );
    const said = fc.constantFrom(
      "ServerAliveInterval 30",
      "ServerAliveCountMax 4",
      "User bob",
      "HostName c",
      "Port 22",
    );
    const block = fc.tuple(heading, said).map(([words, line]) => `${words}\n  ${line}\n`);
    const text = fc.array(block, { minLength: 40, maxLength: 90 }).map((blocks) => blocks.join(""));
    forAll(
      fc.property(text, (one) => {
        expect(found({ text: one, one: "", two: "" })).toEqual(judgedByAll({ text: one, one: "", two: "" }));
      }),
      60,
    );
  });

  it("gets them, too, where blocks include files of settings", () => {
    const heading = fc.constantFrom("web1", "a", "a web1", "web1 !web1", "w*", "web1 !w*", "* !a", "*", "b");
    const said = fc.constantFrom("ServerAliveInterval 30", "ServerAliveInterval 60", "TCPKeepAlive no", "User bob");
    const inside = fc
      .array(fc.oneof(said, fc.constantFrom("Include conf/one", "Include conf/two", "Include conf/*")), {
        maxLength: 3,
      })
      .map((lines) => lines.map((one) => `  ${one}\n`).join(""));
    const text = fc
      .array(fc.tuple(heading, inside), { minLength: 1, maxLength: 4 })
      .map((blocks) => blocks.map(([host, lines]) => `Host ${host}\n${lines}`).join(""));
    forAll(
      fc.property(fc.record({ text, one: fileOf(said, 2), two: fileOf(said, 1) }), (one) => {
        expect(found(one)).toEqual(judgedByAll(one));
      }),
      1000,
    );
  });

  it.each([
    [
      "a line that counts in another block",
      "Host web1\n  Include conf/one\nHost a\n  ServerAliveInterval 30\n  Include conf/one\nHost *\n  ServerAliveInterval 60\n",
    ],
    [
      "a line in a block for nobody",
      "Host web1 !web1\n  ServerAliveInterval 30\n  Include conf/one\nHost *\n  ServerAliveInterval 60\n",
    ],
  ])("that includes %s gets what all rules say", (_what, text) => {
    const one = { text, one: "ServerAliveInterval 45\n", two: "" };
    expect(found(one)).toEqual(judgedByAll(one));
  });

  it.each([
    "ServerAliveCountMax 5\nHost web1\n  BatchMode yes\n",
    "TCPKeepAlive no\nHost web1\n  BatchMode yes\n",
    "Include nowhere/*\nServerAliveCountMax 5\nHost web1\n  BatchMode yes\n",
  ])("with %j gets the fix, although BatchMode tells some hosts apart", (text) => {
    const options = { paths: [".ssh/config"], side: "client", fix: "plan", unsafe: true } as const;
    const fixes = (written: string) =>
      lintTree({ "/repo/.ssh/config": written }, options).report.findings.map(({ rule, targets, fix }) => {
        return [rule, targets, fix?.safety, fix?.edits.map(({ offset, text: added }) => [offset, added])];
      });
    expect(fixes(text)).toEqual(fixes(text + comment));
    expect(fixes(text).flatMap(([, , safety]) => safety)).not.toContain(undefined);
  });

  it("of a server gets them, too", () => {
    forAll(
      fc.property(fileOf(serverLine, 8), fileOf(serverLine, 3), (text, more) => {
        expect(foundOnServer(text, more)).toEqual(foundOnServer(text + comment, more));
      }),
      1000,
    );
  });

  it("gets them, and the fixes, where hosts in doubt are alike to every Match line", () => {
    const doubt = fc.constantFrom(
      "user root",
      "exec true",
      "host * user root",
      "!host h1 exec true",
      "!host real exec x",
      "host *,!real exec x",
    );
    const said = fc.constantFrom("ServerAliveInterval 30", "ServerAliveCountMax 1", "TCPKeepAlive no", "User bob");
    const asks = fc.tuple(doubt, said).map(([criteria, line]) => `Match ${criteria}\n  ${line}\n`);
    const own = fc.array(
      fc.constantFrom("ServerAliveInterval 45", "ServerAliveInterval 600", "HostName real", "HostName other"),
      { minLength: 1, maxLength: 2 },
    );
    const text = fc
      .tuple(fc.array(asks, { minLength: 1, maxLength: 2 }), fc.array(own, { minLength: 2, maxLength: 6 }), asks)
      .map(([before, hosts, behind]) => {
        const blocks = hosts.map((lines, n) => `Host h${n}\n  ${lines.join("\n  ")}\n`);
        return `${before.join("")}${blocks.join("")}${behind}Host *\n  ServerAliveInterval 60\n`;
      });
    const fixed = (config: string) =>
      lintTree({ "/repo/.ssh/config": config }, { paths: ["."], side: "client", fix: "apply" }).changes.map(
        ({ after }) => (after.startsWith(comment) ? after.slice(comment.length) : after),
      );
    forAll(
      fc.property(text, (config) => {
        const one = { text: config, one: "", two: "" };
        expect(found(one)).toEqual(judgedByAll(one));
        expect(fixed(config)).toEqual(fixed(comment + config));
      }),
      150,
    );
  });

  it("gets the fixes that reading it in full would give it", () => {
    const fixed = ({ text, one, two }: Tree) =>
      lintTree(
        { "/repo/.ssh/config": text, "/repo/.ssh/conf/one": one, "/repo/.ssh/conf/two": two },
        { paths: ["."], side: "client", fix: "apply" },
      ).changes.map(({ path, after }) => [path, after.startsWith(comment) ? after.slice(comment.length) : after]);
    forAll(
      fc.property(tree, (one) => {
        expect(fixed(one)).toEqual(fixed({ ...one, text: comment + one.text }));
      }),
      500,
    );
  });
});
