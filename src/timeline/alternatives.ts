import type { SettingValues } from "../eval/connection.ts";
import { timeline } from "./dead-peer.ts";
import type { Kernel } from "./kernels.ts";
import type { Fate } from "./timeline.ts";

/** OpenSSH releases from `from` to `to`, both included, as major * 100 + minor. */
export interface ReleaseRange {
  readonly from: number;
  readonly to: number;
}

/** What other supported releases of sshd make of the same settings. */
export interface ServerAlternative {
  /** From the last data received on a silently cut idle path. */
  readonly idle: Fate;
  readonly releases: readonly ReleaseRange[];
}

/** Supported releases of sshd, parted where its probing changed: dead-peer.md section 7. */
const ranges: readonly ReleaseRange[] = [
  { from: 802, to: 901 },
  { from: 902, to: 904 },
  { from: 905, to: 1006 },
];

/**
 * The outcomes on an idle path that differ from the one at `release`, each once with the releases (8.2 to 10.6) that give it:
 * "240 s; 480 s on sshd 9.2-9.4".
 */
export function serverAlternatives(settings: SettingValues, release: number, kernel: Kernel): ServerAlternative[] {
  const at = (which: number) =>
    timeline({ side: "server", release: which, settings, proxied: false, kernel, networkLimit: null }).deadPeer.idle;
  const assumed = JSON.stringify(at(release));
  const found = new Map<string, ServerAlternative>();
  for (const range of ranges) {
    const idle = at(range.from);
    const key = JSON.stringify(idle);
    if (key !== assumed) found.set(key, { idle, releases: [...(found.get(key)?.releases ?? []), range] });
  }
  return [...found.values()];
}

/** "9.2" for 902. */
export function releaseWords(release: number): string {
  return `${Math.floor(release / 100)}.${release % 100}`;
}

/** "9.2-9.4". */
export function rangeWords(range: ReleaseRange): string {
  return `${releaseWords(range.from)}-${releaseWords(range.to)}`;
}
