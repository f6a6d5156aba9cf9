import { kernelNames } from "../timeline/kernels.ts";
import { longestIdleLimit, networkNames, shortestIdleLimit } from "../timeline/networks.ts";
import { presetNames, ruleLevels, tcpKeepAliveWords } from "./policy.ts";

type Schema = Readonly<Record<string, unknown>>;

/** The largest number that OpenSSH and the kernels take. */
const most = 2147483647;

const whole = (description: string, minimum: number, maximum = most): Schema => ({
  description,
  type: "integer",
  minimum,
  maximum,
});
const words = (description: string, names: readonly string[]): Schema => ({ description, enum: names });
const texts = (description: string): Schema => ({
  description,
  type: "array",
  items: { type: "string", minLength: 1 },
});
const table = (description: string, properties: Schema, more: Schema = {}): Schema => ({
  description,
  type: "object",
  properties,
  additionalProperties: false,
  ...more,
});

const limits: Schema = {
  interval: table("The interval between probes, in seconds.", {
    min: whole("Shortest interval.", 1),
    max: whole("Latest first probe of an idle session; default: what the network allows.", 1),
    apply: whole("What --fix writes.", 1),
  }),
  deadPeer: table("Seconds until a dead peer is noticed on an idle session.", {
    min: whole("At least; default 30.", 0),
    max: whole("At most; default 3600.", 1),
  }),
  countMax: table("Unanswered probes before the session ends.", {
    min: whole("At least.", 0),
    max: whole("At most.", 0),
    apply: whole("What --fix writes where a count breaks a limit.", 0),
  }),
  tcpKeepAlive: words('What TCPKeepAlive must be; "any" takes back what a benchmark asks for.', tcpKeepAliveWords),
};

const kernel: Schema = {
  description: "The kernel whose TCP timers count, by name or with values that were tuned.",
  anyOf: [
    { enum: kernelNames },
    table("A kernel with tuned values.", {
      name: words("Which kernel; default linux.", kernelNames),
      tcpKeepaliveTime: whole("Idle seconds before the first TCP probe.", 1),
      tcpKeepaliveInterval: whole("Seconds between TCP probes.", 1),
      tcpKeepaliveProbes: whole("Unanswered TCP probes before the connection is dead.", 1, 255),
      tcpRetries2: whole("Retransmissions of unacknowledged data.", 1, 30),
    }),
  ],
};

const network: Schema = {
  description: "What lies between the two sides, or its idle limit in seconds.",
  anyOf: [{ enum: networkNames }, { type: "integer", minimum: shortestIdleLimit, maximum: longestIdleLimit }],
};

const targets: Schema = {
  description: "Host patterns as in a Host line; for a server the targets as a report names them.",
  anyOf: [
    { type: "string", pattern: "[^\\s,]" },
    { type: "array", minItems: 1, items: { type: "string", pattern: "[^\\s,]" } },
  ],
};

/** The JSON schema (draft 2020-12) of a project config, for editors; schema.ts is what counts, and a test holds the two together. */
export function configSchema(rules: readonly string[]): Schema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "keepalive-lint project config",
    ...table("What a repository asks of keepalive settings in ssh_config and sshd_config. Data only.", {
      $schema: { type: "string", minLength: 1 },
      policy: words("A built-in policy.", presetNames),
      network,
      openssh: {
        description: "The OpenSSH that is judged: 9.2, 9.2+debian, debian-12, 8.4..10.6, auto.",
        type: "string",
        minLength: 1,
      },
      kernel,
      rules: table("Severity per rule.", Object.fromEntries(rules.map((rule) => [rule, { enum: ruleLevels }]))),
      neighbours: {
        description: "Whether a searched directory yields other files that carry keepalive settings, too.",
        type: "boolean",
      },
      exclude: texts("gitignore(5) patterns: what is passed over when a directory is searched."),
      select: { description: "Only these rules.", type: "array", items: { enum: rules } },
      ignore: { description: "All but these rules.", type: "array", items: { enum: rules } },
      client: table("Limits for ssh_config.", limits),
      server: table("Limits for sshd_config.", limits),
      overrides: {
        description: "Limits for some targets only; of several that match a target the later wins.",
        type: "array",
        items: table(
          "Limits for the targets that a pattern names.",
          { targets, side: words("Only this side.", ["client", "server"]), ...limits },
          { required: ["targets"] },
        ),
      },
    }),
  };
}
