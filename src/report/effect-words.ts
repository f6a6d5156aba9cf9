import type { Side } from "../base/side.ts";
import { isNever, type Timeline } from "../timeline/timeline.ts";
import type { FixEffect } from "./report.ts";
import { alternativeWords, fateWords, outageWords, peerOf, roughFate } from "./time-words.ts";

/** What a fix changes for people, now and then: noticed, survived, kept alive. One sentence without its full stop. */
export function effectWords(effect: FixEffect, side: Side, then: "before" | "now"): string {
  const { before, after, alternatives = [] } = effect;
  const change = (mended: string, old: string, elsewhere = ""): string =>
    `${mended}${elsewhere} (${mended === old ? "as before" : `${then}: ${old}`})`;
  const noticed = change(fateWords(after.deadPeer.idle), fateBefore(effect), alternativeWords(alternatives));
  const words = [
    `a dead ${peerOf[side]} noticed ${noticed}`,
    `outages survived ${change(outageWords(after.outageTolerance), outageWords(before.outageTolerance))}`,
  ];
  if (after.keepsNetworkStateAlive !== null)
    words.push(`idle sessions ${change(networkWords(after), networkWords(before))} by the network`);
  return words.join(", ");
}

/** Rough beside the new time, unless nothing changes. */
function fateBefore({ before, after }: FixEffect): string {
  const old = fateWords(before.deadPeer.idle);
  return old === fateWords(after.deadPeer.idle) ? old : roughFate(before.deadPeer.idle);
}

/** With a count of 0 ssh itself ends an idle session before any network can. */
function networkWords({ keepsNetworkStateAlive: kept, firstProbe, deadPeer: { idle } }: Timeline): string {
  if (kept === true) return "kept";
  return firstProbe === null && !isNever(idle) && idle.by === "ssh" ? "ended by ssh" : "forgotten";
}

/** What nobody should expect of any keepalive; once a report. */
export const honestWords =
  "Keepalive keeps idle sessions known to the network and ends a frozen terminal. No session survives a new IP address " +
  "or an outage longer than these: tmux on the server, or mosh, do.";
