import type { Side } from "../base/side.ts";
import {
  type Fate,
  type GivesUp,
  isNever,
  type OutageTolerance,
  type Suspended,
  type Timeline,
} from "../timeline/timeline.ts";
import { axisOfDrawn, type Drawn } from "./axis-of-result.ts";
import { listed, padded, paragraph } from "./layout.ts";
import type { EffectiveReport, EffectiveResult } from "./report.ts";
import { safeText } from "./safe-text.ts";
import type { TextContext } from "./style.ts";
import { alternativeWords, duration, fateTime, fateWords, peerOf, selfOf } from "./time-words.ts";
import { whoGivesUp } from "./timeline-events.ts";
import type { Hop, Topology } from "./topology.ts";

/** A row of the list under the picture. */
export type Fact = readonly [name: string, words: string];

type Judged = Pick<EffectiveReport, "assuming" | "policy">;

/** What the picture cannot say, as an aligned list. */
export function factLines(result: EffectiveResult, drawn: Drawn, report: Judged, context: TextContext): string[] {
  return alignedFacts(factsOf(result, drawn, report), context);
}

/** The rows of that list. */
export function factsOf(result: EffectiveResult, drawn: Drawn, report: Judged): Fact[] {
  const { side, timeline } = drawn;
  return [
    ["noticed", noticedWords(result.alternatives, drawn)],
    ...logFact(drawn, report),
    ["survives", survivedWords(timeline.outageTolerance)],
    ...networkFact(timeline, report),
    ...routeFact(result),
    ...differing("sending", `cut while ${selfOf[side]} is sending`, timeline.deadPeer.sending, timeline, side),
    ...differing("frozen", `the ${peerOf[side]} hangs`, timeline.deadPeer.frozen, timeline, side),
    ...kernelFact(drawn, report),
    ...sleepFact(timeline, side, result.serverSide !== undefined),
    ...loginFact(timeline, result.topology),
    ...sharingFact(result),
    ...channelFacts(result.topology),
  ];
}

/** The few that count for a host on the way, and for the other end. */
export function hopFacts(drawn: Drawn, report: Judged, context: TextContext): string[] {
  const { side, timeline } = drawn;
  const facts: Fact[] = [
    ["noticed", noticedWords([], drawn)],
    ...networkFact(timeline, report),
    ...differing("sending", `cut while ${selfOf[side]} is sending`, timeline.deadPeer.sending, timeline, side),
    ...kernelFact(drawn, report),
  ];
  return alignedFacts(facts, context);
}

export function alignedFacts(facts: readonly Fact[], { width }: TextContext): string[] {
  const columns = Math.max(...facts.map(([name]) => name.length)) + 2;
  return facts.flatMap(([name, words]) =>
    paragraph(words, width, `  ${padded(name, columns)}`, " ".repeat(columns + 2)),
  );
}

function noticedWords(alternatives: EffectiveResult["alternatives"], { side, settings, timeline }: Drawn): string {
  const { idle } = timeline.deadPeer;
  const others = alternativeWords(alternatives);
  const manuals = settings.interval.value * settings.countMax.value;
  const quoted = manuals === 0 ? "" : ` (interval x count, as manuals say: ${manuals} s)`;
  if (isNever(idle)) return `never${others}: ${idle.because}`;
  const killed =
    settings.countMax.value === 0 && idle.by === "ssh"
      ? `; a healthy ${peerOf[side]} that is silent for so long is dropped, too`
      : "";
  return `${fateWords(idle)}${others}${quoted}${killed}`;
}

/** What to look for in the terminal or the log: dead-peer.md section 6. */
function logFact({ side, target, timeline: { deadPeer } }: Drawn, { assuming }: Judged): Fact[] {
  const { idle } = deadPeer;
  if (isNever(idle)) return [];
  const host = /[*?!, ]/.test(target) ? "HOST" : safeText(target);
  if (idle.by === "ssh")
    return [
      [
        "message",
        side === "client"
          ? `"Timeout, server ${host} not responding."`
          : '"Timeout, client not responding from user NAME ADDRESS port PORT"',
      ],
    ];
  if (side === "server")
    return [
      [
        "message",
        `"Read error from remote host ADDRESS port PORT: Connection timed out"${assuming.version.release < 908 ? " (only with LogLevel VERBOSE)" : ""}`,
      ],
    ];
  return [["message", '"client_loop: send disconnect: Broken pipe"']];
}

function survivedWords(outage: OutageTolerance): string {
  if ("unlimited" in outage) return `outages of any length: ${outage.because}`;
  const { surely, atBest } = outage;
  if (atBest === 0) return "no outage at all";
  return `outages up to ${duration(surely)}, with luck ${duration(atBest)}; never a new IP address (tmux or mosh do)`;
}

/** Not where ssh itself ends an idle session before the network does. */
function networkFact(
  { firstProbe, keepsNetworkStateAlive: kept, deadPeer: { idle } }: Timeline,
  { policy }: Judged,
): Fact[] {
  const { limit, who } = policy.network;
  if (kept === null || limit === null || (!kept && !isNever(idle) && idle.latest <= limit)) return [];
  const forgets = `networks forget after ${limit} s (${safeText(who)})`;
  const kernels = kept ? `TCP keepalive asks after ${policy.kernel.keepalive.time} s` : "nothing is sent";
  const first = firstProbe === null ? kernels : `the first probe leaves after ${firstProbe.latest} s`;
  return [
    [
      "network",
      kept
        ? `keeps the idle session: ${first}, ${forgets}`
        : `may forget the idle session, which then hangs: ${first}, ${forgets}`,
    ],
  ];
}

/** Only what differs from the idle case by more than the rounding of its start. */
function differing(name: string, words: string, fate: Fate, { deadPeer: { idle } }: Timeline, side: Side): Fact[] {
  if (isNever(fate)) return isNever(idle) ? [] : [[name, `${words}: never noticed, since ${fate.because}`]];
  if (!isNever(idle) && fate.latest === idle.latest && fate.by === idle.by) return [];
  return [[name, `${words}: noticed after ${fateTime(fate)}, by ${whoGivesUp(side, fate.by)}`]];
}

/** When the kernel would end it, and how sure that is, where the picture leaves open who decides. */
function kernelFact(drawn: Drawn, report: Judged): Fact[] {
  const { kernel, givesUp } = axisOfDrawn(drawn, report);
  if (kernel === null || isNever(givesUp)) return [];
  const { retransmission, keepalive, name } = report.policy.kernel;
  const byKeepalive = drawn.timeline.firstProbe === null;
  const { evidence } = byKeepalive ? keepalive : retransmission;
  const sure = evidence === "guess" ? "; a guess, never timed" : "";
  if (givesUp.by !== "ssh")
    return evidence === "guess" ? [["kernel", `the time of ${name} is a guess, never timed`]] : [];
  return [["kernel", `${name} would give up after ${fateTime({ ...kernel, by: "tcp-retransmission" })}${sure}`]];
}

/** Where the target is behind others: whose settings count on which part of the way. */
function routeFact({ topology, timeline }: EffectiveResult): Fact[] {
  if (topology === undefined || topology.proxy === null) return [];
  const { proxy, hops, trouble } = topology;
  const through =
    hops.length === 0 ? proxyWords(proxy.kind) : `through ${listed(hops.map(({ target }) => safeText(target)))}`;
  const wrong = trouble === null ? "" : `; ${safeText(trouble)}`;
  const sooner = soonerHop(hops, timeline);
  const ends =
    sooner === null ? "" : `; the ssh to ${safeText(sooner.target)} may end it sooner, after ${fateTime(sooner.idle)}`;
  return [["way", `${through}${wrong}: ssh's own probes travel all the way, TCPKeepAlive here does nothing${ends}`]];
}

/** A host on the way whose own ssh gives up before the one to the target: both end then. */
function soonerHop(hops: readonly Hop[], timeline: Timeline | null): { target: string; idle: GivesUp } | null {
  const own = timeline?.deadPeer.idle;
  let soonest: { target: string; idle: GivesUp } | null = null;
  for (const { target, timeline: hop } of hops) {
    const idle = hop?.deadPeer.idle;
    if (idle === undefined || isNever(idle) || (own !== undefined && !isNever(own) && own.latest <= idle.latest))
      continue;
    if (soonest === null || idle.latest < soonest.idle.latest) soonest = { target, idle };
  }
  return soonest;
}

const proxyWords = (kind: "jump" | "command" | "socket"): string =>
  kind === "jump"
    ? "through a jump host"
    : kind === "socket"
      ? "on a socket that ProxyCommand opens"
      : "through ProxyCommand";

/** What an hour with the lid closed does, on a laptop as well as to whoever waits for one. */
function sleepFact({ deadPeer: { suspended, idle } }: Timeline, side: Side, peerKnown: boolean): Fact[] {
  if (side === "server") return [["sleep", `a laptop asleep for an hour: ${clientAsleep(idle)}`]];
  const { givesUpWithin, onWaking } = suspended;
  const end = givesUpWithin === null ? "never gives up by itself" : `gives up within ${duration(givesUpWithin)}`;
  const meanwhile = meanwhileWords(suspended, peerKnown);
  return [["sleep", `lid closed for an hour: ${meanwhile}; on waking ${wakingWords(onWaking, end)}`]];
}

function meanwhileWords({ otherSideGivesUp, networkForgets }: Suspended, peerKnown: boolean): string {
  if (otherSideGivesUp !== null && otherSideGivesUp <= hour)
    return `the server gives up after ${duration(otherSideGivesUp)} of it`;
  const server = peerKnown
    ? "the server still waits"
    : "how long the server waits is not known here (--server-config shows it)";
  const forgets = networkForgets !== null && networkForgets <= hour;
  return forgets ? `${server}, the network may forget after ${duration(networkForgets)}` : server;
}

/** What a server does while its client sleeps, which it cannot tell from a dead one. */
function clientAsleep(idle: Fate): string {
  if (isNever(idle)) return "sshd waits for it";
  if (idle.earliest > hour) return `sshd waits for it, up to ${fateTime(idle)}`;
  return `sshd ends its session after ${fateTime(idle)} of it`;
}

/** Seconds that a laptop sleeps in the example. */
const hour = 3600;

function wakingWords(onWaking: Suspended["onWaking"], end: string): string {
  if (onWaking === "gives-up") return "ssh ends the session, even a healthy one";
  if (onWaking === "probes") return `ssh asks, and if nothing answers it ${end}`;
  return `ssh sends nothing until you type, and if nothing answers it ${end}`;
}

function loginFact({ loginWait }: Timeline, topology: Topology | undefined): Fact[] {
  const facts: Fact[] =
    loginWait === null
      ? []
      : [["login", `before login, a server that is silent for ${duration(loginWait)} is given up`]];
  const limit = topology?.connectTimeout ?? null;
  if (limit !== null)
    facts.push([
      "connect",
      `a server that does not answer at all is given up after ${duration(limit)} (ConnectTimeout)`,
    ]);
  return facts;
}

/** Only the connection that is already there counts; the settings of whoever joins it do not. */
function sharingFact({ topology, timeline }: EffectiveResult): Fact[] {
  const sharing = topology?.sharing ?? null;
  if (sharing === null || timeline === null) return [];
  const { idle } = timeline.deadPeer;
  const hang = isNever(idle) ? "for ever" : `up to ${duration(idle.latest)}`;
  const kept =
    sharing.persist === null
      ? ""
      : sharing.persist === "for-ever"
        ? "; it stays after the last session until `ssh -O exit`"
        : `; it stays ${duration(sharing.persist)} after the last session`;
  return [
    [
      "shared",
      `sessions share the first one's connection and its settings (ControlMaster ${safeText(sharing.master)}): if it is dead, new ones hang as well, ${hang}${kept}`,
    ],
  ];
}

function channelFacts(topology: Topology | undefined): Fact[] {
  const facts: Fact[] = [];
  if (topology?.channelTimeouts)
    facts.push([
      "channels",
      `closed without data for a while, and probes are no data: ${safeText(topology.channelTimeouts)} (ChannelTimeout)`,
    ]);
  if (topology?.unusedConnectionTimeout)
    facts.push([
      "unused",
      `closed ${duration(topology.unusedConnectionTimeout)} after its last channel, probes or not (UnusedConnectionTimeout)`,
    ]);
  return facts;
}
