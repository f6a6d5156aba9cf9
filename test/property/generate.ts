import fc from "fast-check";
import type { Side } from "../../src/base/side.ts";

/**
 * Tries a property: on the same cases in every run, so that nobody's build fails by chance. PROPERTY_RUNS=20 tries twenty
 * times as many, other ones every time: that is how to look for bugs.
 */
export function forAll<T>(property: fc.IRawProperty<T>, numRuns = 100): void {
  const factor = Number(process.env.PROPERTY_RUNS ?? 0);
  fc.assert(property, factor > 0 ? { numRuns: numRuns * factor } : { numRuns, seed: 20261121 });
}

export const sides: readonly Side[] = ["client", "server"];
export const anySide = fc.constantFrom(...sides);

/** Any bytes, as the latin1 strings that files are. */
export const anyBytes: fc.Arbitrary<string> = fc
  .uint8Array({ maxLength: 300 })
  .map((bytes) => Buffer.from(bytes).toString("latin1"));

/** Single bytes and pieces that mean something to a lexer or a terminal, put together without sense. */
const pieces = [
  ..." \t\r\n\f\v\0\"'=#\\,*?!~%{}$[]<>-:;@/\x1b\x7f\x80\xa0\xff",
  "\r\n",
  "\xef\xbb\xbf",
  "\xff\xfe",
  "Host",
  "Match",
  "Include",
  "all",
  "exec",
  "final",
  "host",
  "user",
  "ServerAliveInterval",
  "ServerAliveCountMax",
  "ClientAliveInterval",
  "ClientAliveCountMax",
  "TCPKeepAlive",
  "KeepAlive",
  "IgnoreUnknown",
  "HostName",
  "ProxyJump",
  "yes",
  "no",
  "none",
  "0",
  "60",
  "1m30",
  "-1",
  "99999999999",
  "web1",
  "*.corp",
  "{{ x }}",
  "<%= y %>",
];
export const anyTokens: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...pieces), { maxLength: 60 })
  .map((parts) => parts.join(""));

export const anyText = fc.oneof(anyBytes, anyTokens);

const lineEnd = fc.constantFrom("\n", "\n", "\n", "\r\n");
const indent = fc.constantFrom("", "  ", "    ", "\t");
const separator = fc.constantFrom(" ", " ", "\t", "  ", "=", " = ");
const spelled = (keyword: string) => fc.constantFrom(keyword, keyword, keyword.toLowerCase(), keyword.toUpperCase());

const interval = fc.constantFrom("0", "5", "30", "60", "60", "300", "1800", "5m", "90000");
const count = fc.constantFrom("0", "1", "3", "3", "10", "9999");
const flag = fc.constantFrom("yes", "no");
const quoted = (value: fc.Arbitrary<string>) =>
  fc.tuple(value, fc.boolean()).map(([text, quotes]) => (quotes ? `"${text}"` : text));

const statement = (keyword: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(spelled(keyword), separator, quoted(value)).map((parts) => parts.join(""));

const settings: Readonly<Record<Side, readonly fc.Arbitrary<string>[]>> = {
  client: [
    statement("ServerAliveInterval", interval),
    statement("ServerAliveCountMax", count),
    statement("TCPKeepAlive", flag),
    statement("KeepAlive", flag),
    statement("User", fc.constantFrom("bob", "git")),
    statement("Compression", flag),
  ],
  server: [
    statement("ClientAliveInterval", interval),
    statement("ClientAliveCountMax", count),
    statement("X11Forwarding", flag),
  ],
};

const headings: Readonly<Record<Side, readonly string[]>> = {
  client: [
    "Host *",
    "Host web1",
    "Host web1 web2",
    "Host *.corp !a.corp",
    "Match all",
    "Match originalhost web2",
    'Match exec "true"',
    "Match user git",
  ],
  server: ["Match all", "Match User bob", "Match Address 10.0.0.0/8", "Match Group sftp", "Match User bob,carol"],
};

const remark = fc.constantFrom("", "", "# a comment", "   ", "#ClientAliveInterval 0", "# caf\xe9");

/** A config that a person could have written: every line of it is valid, in all the ways in which people write. */
export function configs(side: Side): fc.Arbitrary<string> {
  const body = fc.array(
    fc.oneof({ weight: 4, arbitrary: fc.oneof(...settings[side]) }, { weight: 1, arbitrary: remark }),
    {
      maxLength: 5,
    },
  );
  const globalOnly = side === "server" ? fc.array(statement("TCPKeepAlive", flag), { maxLength: 1 }) : fc.constant([]);
  const block = fc.tuple(fc.constantFrom(...headings[side]), indent, body);
  return fc
    .tuple(globalOnly, body, fc.array(block, { maxLength: 4 }), lineEnd, fc.boolean())
    .map(([first, global, blocks, end, finished]) => {
      const lines = [
        ...first,
        ...global,
        ...blocks.flatMap(([heading, by, own]) => [heading, ...own.map((line) => by + line)]),
      ];
      return lines.join(end) + (finished && lines.length > 0 ? end : "");
    });
}
