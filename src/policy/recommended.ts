import { count, seconds } from "../base/units.ts";
import type { Bound, SidePolicy } from "./policy.ts";

const preset = <V>(value: V, because: string, source: string): Bound<V> => ({ value, from: "preset", because, source });

const tooFast = preset(
  seconds(30),
  "a path that fails for half a minute and comes back must not cost the session",
  "this project: routers and wireless networks reconnect within 30 s; a guess",
);
const tooSlow = preset(
  seconds(3600),
  "whoever waits at a frozen terminal, and whatever the dead session holds, should not wait longer than an hour",
  "this project: issue 2 item 6",
);

/**
 * The recommended policy of both sides, with as few numbers as possible; the latest first probe follows from the network.
 * Sources: issue 2 item 6, policy.md sections 1.1 and 6.
 */
export const recommended: SidePolicy = {
  interval: {
    min: preset(
      seconds(10),
      "probes that often wake phones and laptops and help nobody",
      "policy.md section 6: 10..216",
    ),
    max: null,
    // The most frequent value in real files: 31 of 76 ServerAliveInterval lines, policy.md section 1.1.
    apply: seconds(60),
  },
  deadPeer: { min: tooFast, max: tooSlow },
  countMax: {
    min: preset(
      count(1),
      "0 either ends healthy sessions (ssh, sshd before 8.2) or never ends a dead one (sshd from 8.2 on)",
      "dead-peer.md section 2.1",
    ),
    // High counts are how people survive bad networks: 60/10 and 30/20 are fine.
    max: null,
    apply: count(3),
  },
  tcpKeepAlive: null,
};
