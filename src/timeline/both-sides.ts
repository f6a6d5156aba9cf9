import type { Seconds } from "../base/units.ts";
import { type Fate, type GivesUp, isNever, type Timeline } from "./timeline.ts";

/** What both ends of one connection make of a path that is cut while the session is idle. */
export interface BothSides {
  /** Who gives up first; "either": their times overlap. Both count from the last packet that got through. */
  readonly first: "client" | "server" | "either" | "neither";
  /** null: neither ever gives up. */
  readonly firstGivesUp: GivesUp | null;
  /** How long the other one goes on if the path stays dead. */
  readonly otherGivesUp: Fate;
  /** The first probe of either side, SSH's own, in seconds; null: neither sends any. */
  readonly firstProbe: { readonly by: "client" | "server" | "either"; readonly latest: Seconds } | null;
  /** A probe of either side, SSH's or the kernel's, leaves before the network forgets; null without a limit. */
  readonly keepsNetworkStateAlive: boolean | null;
}

/** Two timelines of one connection, seen together. Every probe and its answer reset both sides' clocks. */
export function bothSides(client: Timeline, server: Timeline): BothSides {
  const [here, there] = [client.deadPeer.idle, server.deadPeer.idle];
  const kept = [client.keepsNetworkStateAlive, server.keepsNetworkStateAlive];
  return {
    ...whoIsFirst(here, there),
    firstProbe: firstProbe(client, server),
    keepsNetworkStateAlive: kept.every((one) => one === null) ? null : kept.includes(true),
  };
}

function whoIsFirst(here: Fate, there: Fate): Pick<BothSides, "first" | "firstGivesUp" | "otherGivesUp"> {
  if (isNever(here)) {
    if (isNever(there)) return { first: "neither", firstGivesUp: null, otherGivesUp: here };
    return { first: "server", firstGivesUp: there, otherGivesUp: here };
  }
  if (isNever(there)) return { first: "client", firstGivesUp: here, otherGivesUp: there };
  const [sooner, later] = here.latest <= there.latest ? [here, there] : [there, here];
  const overlap = later.earliest <= sooner.latest;
  const first = overlap ? "either" : sooner === here ? "client" : "server";
  return { first, firstGivesUp: sooner, otherGivesUp: later };
}

function firstProbe({ firstProbe: here }: Timeline, { firstProbe: there }: Timeline): BothSides["firstProbe"] {
  if (here === null || there === null) {
    if (here !== null) return { by: "client", latest: here.latest };
    return there === null ? null : { by: "server", latest: there.latest };
  }
  if (Math.abs(here.latest - there.latest) <= 1) return { by: "either", latest: here.latest };
  return here.latest < there.latest ? { by: "client", latest: here.latest } : { by: "server", latest: there.latest };
}
