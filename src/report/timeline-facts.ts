import type { Side } from "../base/side.ts";
import type { EffectiveSettings } from "../eval/connection.ts";
import { type Fate, isNever, type OutageTolerance, type Timeline } from "../timeline/timeline.ts";
import { padded, paragraph } from "./layout.ts";
import type { EffectiveReport, EffectiveResult } from "./report.ts";
import { safeText } from "./safe-text.ts";
import type { TextContext } from "./style.ts";
import { alternativeWords, duration, fateTime, fateWords, peerOf, selfOf } from "./time-words.ts";
import { whoGivesUp } from "./timeline-events.ts";

/** A row of the list under the picture. */
export type Fact = readonly [name: string, words: string];

/** What the picture cannot say, as an aligned list. */
export function factLines(
  result: EffectiveResult,
  settings: EffectiveSettings,
  timeline: Timeline,
  report: EffectiveReport,
  { width }: TextContext,
): string[] {
  const facts = factsOf(result, settings, timeline, report);
  const columns = Math.max(...facts.map(([name]) => name.length)) + 2;
  return facts.flatMap(([name, words]) =>
    paragraph(words, width, `  ${padded(name, columns)}`, " ".repeat(columns + 2)),
  );
}

/** The rows of that list. */
export function factsOf(
  result: EffectiveResult,
  settings: EffectiveSettings,
  timeline: Timeline,
  report: EffectiveReport,
): Fact[] {
  const { side } = result;
  return [
    ["noticed", noticedWords(result, settings, timeline)],
    ...logFact(result, timeline, report),
    ["survives", survivedWords(timeline.outageTolerance)],
    ...networkFact(timeline, report),
    ...differing("sending", `cut while ${selfOf[side]} is sending`, timeline.deadPeer.sending, timeline, side),
    ...differing("frozen", `the ${peerOf[side]} hangs`, timeline.deadPeer.frozen, timeline, side),
    ...sleepFact(timeline, side),
    ...loginFact(timeline),
  ];
}

function noticedWords(
  { alternatives, side }: EffectiveResult,
  settings: EffectiveSettings,
  timeline: Timeline,
): string {
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
function logFact({ side, target }: EffectiveResult, { deadPeer }: Timeline, { assuming }: EffectiveReport): Fact[] {
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
  { policy }: EffectiveReport,
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

function sleepFact({ firstProbe, deadPeer: { suspended } }: Timeline, side: Side): Fact[] {
  const within =
    suspended.givesUpWithin === null
      ? "never gives up by itself"
      : `gives up within ${duration(suspended.givesUpWithin)}`;
  if (suspended.onWaking === "gives-up")
    return [["sleep", `when this machine wakes up, ${selfOf[side]} ends the session, even a healthy one`]];
  const asks =
    firstProbe === null
      ? `${selfOf[side]} sends nothing by itself`
      : `${selfOf[side]} probes within ${firstProbe.latest} s`;
  return [["sleep", `when this machine wakes up, ${asks}; if nothing answers it ${within}`]];
}

const loginFact = ({ loginWait }: Timeline): Fact[] =>
  loginWait === null ? [] : [["login", `before login, a server that is silent for ${duration(loginWait)} is given up`]];
