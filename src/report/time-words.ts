import type { Side } from "../base/side.ts";
import { distributions } from "../openssh/distributions.ts";
import { type ReleaseRange, rangeWords, type ServerAlternative } from "../timeline/alternatives.ts";
import { type Fate, isNever, type OutageTolerance } from "../timeline/timeline.ts";
import { listed } from "./layout.ts";

/** The program of a side, and who is at the other end. */
export const selfOf: Readonly<Record<Side, string>> = { client: "ssh", server: "sshd" };
export const peerOf: Readonly<Record<Side, string>> = { client: "server", server: "client" };

/** "240 s"; from ten minutes on with the words that people think in: "7875 s (2 h 11 min)". */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  return whole < 600 ? `${whole} s` : `${whole} s (${inHours(whole)})`;
}

/** "240 s"; "2 h 11 min" where the exact number would only be in the way. */
const roughly = (seconds: number): string => (seconds < 600 ? `${Math.floor(seconds)} s` : inHours(seconds));

function inHours(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  if (days > 0) return hours === 0 ? `${days} d` : `${days} d ${hours} h`;
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** A second of play is rounding, not news. */
const isSharp = (fate: Exclude<Fate, { never: true }>): boolean => fate.latest - fate.earliest <= 1;

/** "240 s", "1525 to 1645 s (27 min)", "never". */
export function fateTime(fate: Fate): string {
  if (isNever(fate)) return "never";
  return isSharp(fate) ? duration(fate.latest) : `${fate.earliest} to ${duration(fate.latest)}`;
}

/** "after 240 s", "never". */
export const fateWords = (fate: Fate): string => (isNever(fate) ? "never" : `after ${fateTime(fate)}`);

/** "after 27 min", "never": beside a time that is exact. */
export const roughFate = (fate: Fate): string => (isNever(fate) ? "never" : `after ${roughly(fate.latest)}`);

/** "up to 90 s", "of any length". */
export const outageWords = (outage: OutageTolerance): string =>
  "unlimited" in outage ? "of any length" : `up to ${roughly(outage.surely)}`;

/** "; 480 s on sshd 9.2-9.4, Debian 12" behind a server's time; nothing where all releases agree. */
export function alternativeWords(alternatives: readonly ServerAlternative[]): string {
  return alternatives
    .map(
      ({ idle, releases }) => `; ${fateTime(idle)} on sshd ${listed(releases.map(rangeWords))}${shippedBy(releases)}`,
    )
    .join("");
}

/** The distributions that ship one of these releases, if they are few: a long list says no more than the numbers. */
function shippedBy(releases: readonly ReleaseRange[]): string {
  const names = distributions().filter(({ version }) =>
    releases.some(({ from, to }) => version.release >= from && version.release <= to),
  );
  return names.length === 0 || names.length > 2 ? "" : `, ${listed(names.map(({ name }) => name))}`;
}
