import { describe, expect, it } from "vitest";
import { kernels } from "../../../src/timeline/kernels.ts";
import { of, tuned } from "./helpers.ts";

describe("outage tolerance", () => {
  it.each([
    // side, release, I, N, surely, at best
    ["client", 902, 60, 3, 90, 180],
    ["client", 902, 15, 3, 22.5, 45],
    ["client", 902, 5, 3, 7.5, 15],
    ["client", 902, 300, 3, 780, 900],
    ["server", 905, 60, 3, 90, 180],
    ["server", 902, 60, 3, 240, 360],
    ["server", 901, 60, 3, 90, 180],
    // 7.6..7.9 wait for half of the probes.
    ["server", 709, 60, 3, 30, 60],
    // Capped by the kernel.
    ["client", 902, 60, 60, 805, 1045],
    ["client", 902, 100, 10, 805, 1000],
    // Count 0 survives nothing, or as long as the kernel.
    ["client", 902, 60, 0, 0, 0],
    ["server", 801, 60, 0, 0, 0],
    ["server", 802, 60, 0, 805, 1045],
    // Without SSH probes: idle until the kernel's last probe, 600 s after its first.
    ["client", 902, 0, 3, 600, 1045],
  ] as const)("%s %i %i/%i: %f to %f s", (side, release, interval, count, surely, atBest) => {
    expect(of(side, release, [interval, count]).outageTolerance).toEqual({ surely, atBest });
  });

  it.each([
    // Largest retransmission before the end, dead-peer.md section 2.6: it lies within what is promised.
    [15, 3, 27],
    [60, 3, 109],
    [5, 3, 13.6],
  ])("client %i/%i: timed %f s", (interval, count, timed) => {
    const tolerance = of("client", 902, [interval, count]).outageTolerance;
    if ("unlimited" in tolerance) throw new Error(tolerance.because);
    expect(timed).toBeGreaterThanOrEqual(tolerance.surely);
    expect(timed).toBeLessThanOrEqual(tolerance.atBest);
  });

  it("has only the retransmission's limit without any keepalive", () => {
    expect(of("client", 902, [0, 3, "no"]).outageTolerance).toEqual({ surely: 805, atBest: 1045 });
  });

  it("is unlimited where this ssh never gives up", () => {
    expect(of("client", 902, [0, 3], { proxied: true }).outageTolerance).toEqual({
      unlimited: true,
      because: "this ssh never gives up by itself: it has no probe, and the TCP connection belongs to the proxy",
    });
  });

  it("follows the kernel's values", () => {
    expect(of("client", 902, [60, 60], { kernel: tuned(7200, 75, 9, 8) }).outageTolerance).toEqual({
      surely: 51.3,
      atBest: 205.2,
    });
    expect(of("client", 902, [60, 60], { kernel: kernels.macos }).outageTolerance).toEqual({ surely: 60, atBest: 540 });
  });
});

describe("suspended", () => {
  it.each([
    ["client", 902, [60, 3], "probes", 240],
    ["client", 902, [60, 0], "gives-up", 60],
    ["client", 902, [0, 3], "waits", 7875],
    ["client", 902, [0, 3, "no"], "waits", null],
    ["server", 902, [60, 3], "probes", 480],
    ["server", 905, [60, 0], "probes", 1105],
    ["server", 801, [60, 0], "gives-up", 60],
  ] as const)("%s %i %j: %s, %s", (side, release, settings, onWaking, givesUpWithin) => {
    const { suspended } = of(side, release, settings).deadPeer;
    expect(suspended).toMatchObject({ otherSideGivesUp: null, onWaking, givesUpWithin, evidence: "guess" });
  });

  it.each([
    [60, 3, "on waking ssh probes, and if nothing answers it gives up within 240 s"],
    [60, 0, "on waking ssh ends the session, even if the server is still there"],
    [0, 3, "on waking ssh sends nothing by itself, and if the server is gone it gives up within 7875 s"],
  ])("client %i/%i says so", (interval, count, words) => {
    expect(of("client", 902, [interval, count]).deadPeer.suspended.words).toContain(words);
  });
});
