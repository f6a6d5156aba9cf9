import type { BothSides } from "../timeline/both-sides.ts";
import { isNever } from "../timeline/timeline.ts";
import type { EffectiveReport } from "./report.ts";
import { safeText } from "./safe-text.ts";
import type { TextContext } from "./style.ts";
import { duration, fateTime } from "./time-words.ts";
import { alignedFacts } from "./timeline-facts.ts";

const programs = { client: "ssh", server: "sshd", either: "whichever of the two" } as const;

/** Who notices first, what keeps the network's state alive, and what is left of the other side. */
export function togetherLines(together: BothSides, report: EffectiveReport, context: TextContext): string[] {
  return alignedFacts(
    [["first", firstWords(together)], ...networkWords(together, report), ["left", leftWords(together)]],
    context,
  );
}

function firstWords({ first, firstGivesUp }: BothSides): string {
  if (firstGivesUp === null) return "neither side ever notices a dead path by itself";
  const time = fateTime(firstGivesUp);
  if (first === "either") return `both give up at about the same time, the first after ${time}`;
  const who = first === "client" ? "this side (ssh)" : "the server (sshd)";
  return `${who} gives up first, after ${time}`;
}

function networkWords(
  { firstProbe, keepsNetworkStateAlive: kept }: BothSides,
  { policy: { network, kernel } }: EffectiveReport,
): (readonly [string, string])[] {
  if (network.limit === null || kept === null) return [];
  const forgets = `networks forget after ${network.limit} s (${safeText(network.who)})`;
  const asks =
    firstProbe === null
      ? kept
        ? `TCP keepalive asks after ${kernel.keepalive.time} s`
        : "neither side sends anything"
      : `${programs[firstProbe.by]} sends the first probe after ${firstProbe.latest} s`;
  return [
    [
      "network",
      kept ? `keeps the idle session: ${asks}, ${forgets}` : `may forget the idle session: ${asks}, ${forgets}`,
    ],
  ];
}

/** Measured: after one side gave up and the path healed, left-over retransmissions told the other in 1.5 to 6 s. */
function leftWords({ first, otherGivesUp }: BothSides): string {
  if (first === "neither") return "the session on both machines, until somebody types or ends it";
  const other = first === "server" ? "ssh here" : first === "client" ? "the session on the server" : "the other side";
  const until = isNever(otherGivesUp) ? "for ever" : `until ${duration(otherGivesUp.latest)}`;
  return `${other} stays ${until} while the path is dead; once that is back, it is told within seconds`;
}
