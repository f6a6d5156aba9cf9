import { seconds } from "../base/units.ts";
import type { ClientRequest } from "../eval/client-criteria.ts";
import { type Evaluated, type Evaluator, provenanceOf } from "../eval/effective.ts";
import type { Program } from "../eval/program.ts";
import { type Jump, type Route, routeOf, sharesConnection } from "../eval/route.ts";
import { parseTime } from "../openssh/values.ts";
import type { Hop, ProxyInUse, Topology } from "../report/topology.ts";

/** Evaluates one host of the way as a hop, behind another one or not. */
type ToHop = (one: Evaluated, program: Program, proxied: boolean) => Hop;

/** How the second ssh, which connects to a jump host, reads the configuration. */
export interface Travel {
  /** Without the options of the command line, which are not handed on (ssh.c main(), the ProxyCommand of a jump). */
  readonly evaluatorFor: (request: ClientRequest) => Evaluator;
  readonly toHop: ToHop;
  readonly localUser: ClientRequest["localUser"];
}

/** What lies around one target's connection. */
export function topologyOf(one: Evaluated, request: ClientRequest, travel: Travel): Topology {
  const route = routeOf(one.statements);
  const { hops, trouble } = wayOf(route, request.host, travel);
  return { proxy: proxyOf(route), hops, trouble, ...limitsOf(one), batchMode: batchModeOf(one) };
}

/** What a server's connection has besides its three settings. */
export const serverTopology = (one: Evaluated): Topology => ({
  proxy: null,
  hops: [],
  trouble: null,
  ...limitsOf(one),
  batchMode: null,
});

function proxyOf(route: Route): ProxyInUse | null {
  if (route.kind === "direct") return null;
  const from = provenanceOf(route.statement);
  if (route.kind === "jump") return { kind: "jump", words: String(route.statement.value).trim(), from };
  return { kind: route.passesSocket ? "socket" : "command", words: route.command, from };
}

interface Way {
  readonly hops: readonly Hop[];
  readonly trouble: string | null;
}

const nowhere: Way = { hops: [], trouble: null };
/** More hops than anybody has; a chain that does not repeat itself still ends. */
const mostHops = 32;

function wayOf(route: Route, host: string, travel: Travel): Way {
  const jumps = route.kind === "jump" ? route.jumps : route.kind === "command" ? jumpsOfCommand(route.command) : [];
  return wayThrough(jumps, travel, new Set([`${host}:`]));
}

/** The last host of a list is reached through those before it, and only the first asks its own configuration for a proxy. */
function wayThrough(jumps: readonly Jump[], travel: Travel, seen: ReadonlySet<string>): Way {
  const jump = jumps.at(-1);
  if (jump === undefined) return nowhere;
  if (jump.host.includes("%")) return { hops: [], trouble: `the name of the jump host is made of ${jump.host}` };
  const place = `${jump.host}:${jump.port ?? ""}`;
  if (seen.has(place) || seen.size > mostHops)
    return { hops: [], trouble: `the way leads back to ${jump.host}, so ssh would start itself again and again` };
  const request: ClientRequest = {
    host: jump.host,
    user: jump.user,
    localUser: travel.localUser,
    tag: "",
    command: "",
    sessionType: "none",
  };
  const evaluator = travel.evaluatorFor(request);
  const one = evaluator.client(request, jump.host);
  const given = jumps.slice(0, -1);
  const known = new Set([...seen, place]);
  const before = given.length > 0 ? wayThrough(given, travel, known) : ownWay(one, travel, known);
  const hop = travel.toHop(one, evaluator.program, given.length > 0 || one.proxied);
  return { hops: [...before.hops, hop], trouble: before.trouble };
}

function ownWay(one: Evaluated, travel: Travel, seen: ReadonlySet<string>): Way {
  const route = routeOf(one.statements);
  if (route.kind === "jump") return wayThrough(route.jumps, travel, seen);
  return route.kind === "command" ? wayThrough(jumpsOfCommand(route.command), travel, seen) : nowhere;
}

/**
 * The host of a ProxyCommand that is nothing but an ssh of its own, as people wrote it before ProxyJump: `ssh -W %h:%p gw`,
 * `ssh gw nc %h %p`. Options that change which settings that ssh reads leave the way unknown.
 */
function jumpsOfCommand(command: string): readonly Jump[] {
  if (/[|&;<>()$`\\"']/.test(command)) return [];
  const [program = "", ...words] = command.replace(/^exec\s+/, "").split(/\s+/);
  if (!/(?:^|\/)ssh$/.test(program)) return [];
  let user: string | null = null;
  let port: number | null = null;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (!word.startsWith("-")) return hostOf(word, user, port);
    if (word === "-W") at++;
    else if (word === "-l") user = words[++at] ?? null;
    else if (word === "-p") port = Number(words[++at] ?? 22);
    else if (!/^-[46AaCkqTxX]+$/.test(word)) return [];
  }
  return [];
}

function hostOf(word: string, user: string | null, port: number | null): readonly Jump[] {
  const at = word.lastIndexOf("@");
  const host = word.slice(at + 1);
  return host.includes("%") ? [] : [{ host, user: at > 0 ? word.slice(0, at) : user, port }];
}

type Limits = Pick<Topology, "sharing" | "connectTimeout" | "channelTimeouts" | "unusedConnectionTimeout">;

function limitsOf({ statements }: Evaluated): Limits {
  const { controlMaster, controlPersist, connectTimeout, channelTimeout, unusedConnectionTimeout } = statements;
  const channels = String(channelTimeout?.value ?? "none");
  return {
    sharing: sharesConnection(statements)
      ? { master: String(controlMaster?.value), persist: persistOf(String(controlPersist?.value ?? "no")) }
      : null,
    connectTimeout: positive(connectTimeout?.value),
    channelTimeouts: channels.toLowerCase() === "none" ? null : channels,
    unusedConnectionTimeout: positive(unusedConnectionTimeout?.value),
  };
}

const positive = (value: number | string | null | undefined) =>
  typeof value === "number" && value > 0 ? seconds(value) : null;

/** readconf.c oControlPersist: a time, "no", or "yes", which is 0 and means for ever. */
function persistOf(value: string): NonNullable<Topology["sharing"]>["persist"] {
  if (value === "no" || value === "false") return null;
  const parsed = parseTime(value, 1006, "client");
  return parsed.ok && typeof parsed.value === "number" && parsed.value > 0 ? seconds(parsed.value) : "for-ever";
}

/** Debian gives BatchMode an interval of 300 s where no line sets one (effective.ts batchInterval). */
function batchModeOf({ statements, values }: Evaluated): Topology["batchMode"] {
  const { interval, batchMode } = statements;
  return interval === undefined && batchMode !== undefined && values.interval > 0 ? provenanceOf(batchMode) : null;
}
