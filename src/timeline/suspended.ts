import { probeRules } from "./ssh-probes.ts";
import { type Fate, isNever, type Suspended, type TimelineInput } from "./timeline.ts";

/**
 * This machine sleeps. Its deadlines go on (monotime() reads CLOCK_BOOTTIME, misc.c), its timers do not: on waking it waits at most
 * the rest of one interval before it probes. Timed with SIGSTOP and SIGCONT only.
 */
export function suspended(input: TimelineInput, idle: Fate): Suspended {
  const { interval, countMax } = input.settings;
  const dropsHealthy = interval > 0 && countMax === 0 && probeRules(input.side, input.release).zeroCount === "gives-up";
  const onWaking = interval === 0 ? "waits" : dropsHealthy ? "gives-up" : "probes";
  const givesUpWithin = isNever(idle) ? null : idle.latest;
  const words = `${whileAsleep(input)}; ${awake(input, onWaking, givesUpWithin)}`;
  const { peerGivesUp: peer, networkLimit } = input;
  const otherSideGivesUp = peer === undefined || isNever(peer) ? null : peer.latest;
  return { otherSideGivesUp, networkForgets: networkLimit, onWaking, givesUpWithin, words, evidence: "guess" };
}

function whileAsleep({ side, peerGivesUp }: TimelineInput): string {
  const other = side === "client" ? "the server" : "each client";
  const settings = side === "client" ? "ClientAlive" : "ServerAlive";
  if (peerGivesUp === undefined)
    return `While this machine sleeps, ${other} waits as long as its own ${settings} settings and kernel say, which are not known here`;
  if (isNever(peerGivesUp)) return `While this machine sleeps, ${other} waits for ever`;
  return `While this machine sleeps, ${other} gives up after ${peerGivesUp.latest} s`;
}

function awake(input: TimelineInput, onWaking: Suspended["onWaking"], within: number | null): string {
  const self = input.side === "client" ? "ssh" : "sshd";
  const other = input.side === "client" ? "server" : "client";
  const end = within === null ? "never gives up by itself" : `gives up within ${within} s`;
  switch (onWaking) {
    case "probes":
      return `on waking ${self} probes, and if nothing answers it ${end}`;
    case "gives-up":
      return `on waking ${self} ends the session, even if the ${other} is still there`;
    case "waits":
      return `on waking ${self} sends nothing by itself, and if the ${other} is gone it ${end} unless there is something to send`;
  }
}
