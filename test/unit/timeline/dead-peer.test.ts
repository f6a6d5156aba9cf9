import { describe, expect, it, test } from "vitest";
import type { Side } from "../../../src/base/side.ts";
import { seconds } from "../../../src/base/units.ts";
import { kernels } from "../../../src/timeline/kernels.ts";
import { of, short, tuned } from "./helpers.ts";

/** "direct never": no bound; measured values lie in the range, give or take the 0.15 s that dead-peer.md allows itself. */
function expectMeasured(fate: ReturnType<typeof of>["deadPeer"]["idle"], measured: number, slack = 0.16) {
  if ("never" in fate) throw new Error(`never: ${fate.because}`);
  expect(measured).toBeGreaterThanOrEqual(fate.earliest - slack);
  expect(measured).toBeLessThanOrEqual(fate.latest + slack);
}

describe("idle and frozen, against dead-peer.md section 4", () => {
  // I, N, client 9.2 cut, frozen, client 10.5 cut, frozen, server 9.2 cut, frozen, server 10.5 cut, frozen; null: not run
  const rows = [
    [1, 1, 1.99, 1.99, 1.46, 1.38, 4.01, 4.01, 2.01, 2.0],
    [1, 2, 2.88, 2.92, 2.35, 2.33, 6.01, 6.01, 3.01, 3.01],
    [1, 3, 4.0, 4.0, 3.34, 3.34, 8.01, 8.02, 4.01, 4.02],
    [2, 1, 3.99, 3.84, 3.46, 3.31, 8.03, 8.02, 4.01, 4.01],
    [2, 2, 5.03, 5.36, 5.32, 5.36, 12.01, 12.02, 6.01, 6.01],
    [2, 3, 7.91, 7.97, 7.32, 7.37, 16.02, 16.02, 8.02, 8.01],
    [3, 3, 11.92, null, 11.3, null, 24.02, null, 12.01, null],
    [5, 1, 9.01, null, 9.35, null, 20.02, null, 10.01, null],
    [5, 2, 14.88, null, 14.27, null, 30.03, null, 15.01, null],
    [15, 3, 59.42, null, null, null, null, null, null, null],
  ] as const;

  const cases = rows.flatMap(([interval, count, ...measured]) =>
    (["client 902", "client 1005", "server 902", "server 1005"] as const).flatMap((who, index) => [
      [who, interval, count, "idle", measured[2 * index]] as const,
      [who, interval, count, "frozen", measured[2 * index + 1]] as const,
    ]),
  );
  const run = cases.filter(([, , , , measured]) => measured !== null && measured !== undefined);

  test.each(run)("%s %i/%i %s: %f s", (who, interval, count, kind, measured) => {
    const [side, release] = who.split(" ");
    expectMeasured(of(side as Side, Number(release), [interval, count]).deadPeer[kind], measured!);
  });

  // 60/3 was timed to 0.5 s only.
  test.each([
    ["client", 1005, 239.51],
    ["server", 902, 480.49],
    ["server", 1005, 240.26],
  ] as const)("%s %i 60/3: %f s", (side, release, measured) => {
    expectMeasured(of(side, release, [60, 3]).deadPeer.idle, measured, 0.5);
  });

  test.each([
    [1, 0.02],
    [1, 0.51],
    [1, 0.47],
    [2, 1.03],
    [2, 1.47],
    [3, 2.5],
  ])("client %i/0 drops even a healthy session: %f s", (interval, measured) => {
    for (const release of [902, 1005]) {
      const { firstProbe, deadPeer } = of("client", release, [interval, 0]);
      expect(firstProbe).toBeNull();
      expectMeasured(deadPeer.idle, measured);
      expectMeasured(deadPeer.frozen, measured);
    }
  });
});

describe("version rules of dead-peer.md section 2.1", () => {
  it.each([
    // side, release, I, N, first probe, idle, sending, frozen
    ["client", 902, 60, 3, "59..60", "239..240 ssh", "179..240 ssh", "239..240 ssh"],
    ["client", 1006, 60, 3, "59..60", "239..240 ssh", "179..240 ssh", "239..240 ssh"],
    ["client", 901, 60, 3, "60..60", "240..240 ssh", "179..240 ssh", "240..240 ssh"],
    ["client", 804, 60, 3, "60..60", "240..240 ssh", "179..240 ssh", "240..240 ssh"],
    ["client", 803, 60, 3, "60..60", "240..240 ssh", "925..1045 tcp-retransmission", "240..240 ssh"],
    ["client", 706, 60, 3, "60..60", "240..240 ssh", "925..1045 tcp-retransmission", "240..240 ssh"],
    ["client", 902, 1, 3, "0..1", "3..4 ssh", "2..4 ssh", "3..4 ssh"],
    ["server", 802, 60, 3, "60..60", "240..240 ssh", "180..240 ssh", "240..240 ssh"],
    ["server", 901, 60, 3, "60..60", "240..240 ssh", "180..240 ssh", "240..240 ssh"],
    ["server", 902, 60, 3, "120..120", "480..480 ssh", "925..1045 tcp-retransmission", "480..480 ssh"],
    ["server", 904, 60, 3, "120..120", "480..480 ssh", "925..1045 tcp-retransmission", "480..480 ssh"],
    ["server", 905, 60, 3, "60..60", "240..240 ssh", "925..1045 tcp-retransmission", "240..240 ssh"],
    ["server", 1006, 60, 3, "60..60", "240..240 ssh", "925..1045 tcp-retransmission", "240..240 ssh"],
    ["server", 800, 60, 3, "60..60", "240..240 ssh", "180..240 ssh", "240..240 ssh"],
    ["server", 705, 60, 3, "60..60", "240..240 ssh", "180..240 ssh", "240..240 ssh"],
    // Counted twice: 7.6..7.9, I * ceil((N + 1) / 2); busy output: I * (N + 1).
    ["server", 706, 1, 1, "1..1", "1..1 ssh", "1..2 ssh", "1..1 ssh"],
    ["server", 709, 1, 3, "1..1", "2..2 ssh", "3..4 ssh", "2..2 ssh"],
    ["server", 709, 1, 5, "1..1", "3..3 ssh", "5..6 ssh", "3..3 ssh"],
    ["server", 709, 2, 2, "2..2", "4..4 ssh", "4..6 ssh", "4..4 ssh"],
    ["server", 709, 3, 4, "3..3", "9..9 ssh", "12..15 ssh", "9..9 ssh"],
    // Count 0.
    ["client", 902, 60, 0, "none", "59..60 ssh", "0..60 ssh", "59..60 ssh"],
    ["client", 901, 60, 0, "none", "60..60 ssh", "0..60 ssh", "60..60 ssh"],
    ["client", 803, 60, 0, "none", "60..60 ssh", "925..1045 tcp-retransmission", "60..60 ssh"],
    ["server", 801, 60, 0, "none", "60..60 ssh", "0..60 ssh", "60..60 ssh"],
    ["server", 709, 60, 0, "none", "60..60 ssh", "0..60 ssh", "60..60 ssh"],
    ["server", 802, 60, 0, "60..60", "985..1105 tcp-retransmission", "925..1045 tcp-retransmission", "never"],
    ["server", 902, 60, 0, "120..120", "1045..1165 tcp-retransmission", "925..1045 tcp-retransmission", "never"],
    ["server", 905, 60, 0, "60..60", "985..1105 tcp-retransmission", "925..1045 tcp-retransmission", "never"],
    // Off.
    ["client", 902, 0, 3, "none", "7875..7875 tcp-keepalive", "925..1045 tcp-retransmission", "never"],
    ["client", 902, 0, 0, "none", "7875..7875 tcp-keepalive", "925..1045 tcp-retransmission", "never"],
    ["server", 1006, 0, 3, "none", "7875..7875 tcp-keepalive", "925..1045 tcp-retransmission", "never"],
  ] as const)("%s %i %i/%i", (side, release, interval, count, first, idle, sending, frozen) => {
    const { firstProbe, deadPeer } = of(side, release, [interval, count]);
    expect(firstProbe === null ? "none" : `${firstProbe.earliest}..${firstProbe.latest}`).toBe(first);
    expect(short(deadPeer.idle)).toBe(idle);
    expect(short(deadPeer.sending)).toBe(sending);
    expect(short(deadPeer.frozen)).toBe(frozen);
  });
});

describe("the kernel's part, dead-peer.md sections 2.4 and 4", () => {
  it.each([
    // side, release, I, N, measured on Linux defaults
    ["client", 902, 30, 60, 972.6],
    ["server", 1005, 2, 0, 943.8 + 2],
    ["client", 902, 300, 4, 1243],
    ["client", 902, 60, 60, 1000],
    ["client", 902, 120, 30, 1061.4],
  ] as const)("%s %i %i/%i ends by retransmission near %f s", (side, release, interval, count, measured) => {
    const { idle } = of(side, release, [interval, count]).deadPeer;
    expect(short(idle)).toMatch(/tcp-retransmission$/);
    expectMeasured(idle, measured);
  });

  it.each([
    ["client", 902, 15, 3, "59..60 ssh"],
    ["client", 902, 300, 3, "1199..1200 ssh"],
    ["client", 902, 60, 3, "239..240 ssh"],
    ["server", 902, 60, 3, "480..480 ssh"],
  ] as const)("%s %i %i/%i ends by ssh", (side, release, interval, count, idle) => {
    expect(short(of(side, release, [interval, count]).deadPeer.idle)).toBe(idle);
  });

  it.each([
    // tcp_retries2, side, I, N, shortest and longest measured
    [3, "client", 10, 3, 3.42 + 9, 6.94 + 10],
    [3, "client", 1, 40, 3.42 + 0, 6.94 + 1],
    [3, "server", 2, 0, 3.42 + 2, 6.8 + 2],
    [3, "client", 3, 20, 8.8, 8.8],
    [5, "client", 3, 20, 15.8, 15.8],
    [5, "client", 1, 60, 13.3 + 1, 15.4 + 1],
    [8, "server", 2, 0, 108.2 + 2, 110.4 + 2],
    [8, "client", 15, 10, 108.2 + 14, 110.4 + 15],
  ] as const)("tcp_retries2 %i, %s %i/%i", (retries, side, interval, count, least, greatest) => {
    const { idle } = of(side, 1005, [interval, count], { kernel: tuned(7200, 75, 9, retries) }).deadPeer;
    expectMeasured(idle, least, 0.2);
    expectMeasured(idle, greatest, 0.2);
  });

  it.each([
    // keepalive time, interval, probes, side, release, I, N, outcome
    [3, 1, 3, "client", 902, 0, 3, "6..6 tcp-keepalive"],
    [3, 1, 3, "server", 902, 0, 3, "6..6 tcp-keepalive"],
    [2, 3, 2, "client", 902, 0, 3, "8..8 tcp-keepalive"],
    [3, 1, 3, "client", 902, 8, 3, "6..6 tcp-keepalive"],
    [3, 1, 3, "client", 902, 10, 3, "6..6 tcp-keepalive"],
    [3, 1, 3, "client", 902, 5, 3, "19..20 ssh"],
    [3, 1, 3, "server", 1005, 5, 3, "20..20 ssh"],
    [3, 1, 3, "server", 902, 5, 3, "6..6 tcp-keepalive"],
    [5, 2, 3, "client", 902, 0, 3, "11..11 tcp-keepalive"],
    [5, 2, 3, "client", 902, 3, 1000, "927..1048 tcp-retransmission"],
  ] as const)("keepalive %i/%i/%i, %s %i %i/%i", (time, every, probes, side, release, interval, count, idle) => {
    const kernel = tuned(time, every, probes);
    expect(short(of(side, release, [interval, count], { kernel }).deadPeer.idle)).toBe(idle);
    expect(short(of(side, release, [interval, count, "all"], { kernel }).deadPeer.idle)).toBe(idle);
  });

  it("TCPKeepAlive changes nothing next to an interval below its time", () => {
    expect(of("client", 902, [60, 3, "no"])).toEqual(of("client", 902, [60, 3, "yes"]));
  });

  it("nothing at all notices with TCPKeepAlive no and interval 0", () => {
    const { idle, sending, frozen } = of("client", 902, [0, 3, "no"]).deadPeer;
    expect(idle).toEqual({
      never: true,
      because:
        "ServerAliveInterval 0 sends no probe to the server, and with TCPKeepAlive no the kernel does not ask either",
    });
    expect(short(sending)).toBe("925..1045 tcp-retransmission");
    expect(short(frozen)).toBe("never");
  });

  it("other systems have their own numbers", () => {
    expect(short(of("client", 902, [0, 3], { kernel: kernels.macos }).deadPeer.idle)).toBe("7800..7800 tcp-keepalive");
    expect(short(of("client", 902, [0, 3], { kernel: kernels.windows }).deadPeer.idle)).toBe(
      "7210..7210 tcp-keepalive",
    );
  });

  it("a range of the kernel that straddles ssh's end is reported whole", () => {
    expect(short(of("client", 902, [10, 100]).deadPeer.idle)).toBe("934..1010 ssh");
  });
});

describe("behind a proxy", () => {
  const proxied = { proxied: true };

  it("TCPKeepAlive does nothing", () => {
    const { idle, frozen } = of("client", 902, [0, 3, "yes"], { ...proxied, kernel: tuned(3, 1, 3) }).deadPeer;
    expect(idle).toMatchObject({ never: true, because: expect.stringContaining("TCPKeepAlive does nothing behind") });
    expect(short(frozen)).toBe("never");
  });

  it("the retransmission is another program's", () => {
    expect(short(of("client", 902, [30, 60], proxied).deadPeer.idle)).toBe("1829..1830 ssh");
    expect(of("client", 902, [0, 3], proxied).deadPeer.sending).toMatchObject({
      never: true,
      because: expect.stringContaining("belongs to the proxy"),
    });
    expect(of("client", 803, [60, 3], proxied).deadPeer.sending).toMatchObject({
      because: expect.stringContaining("before 8.4"),
    });
  });

  it("SSH's own probes work end to end", () => {
    expect(short(of("client", 902, [1, 2], proxied).deadPeer.idle)).toBe("2..3 ssh");
  });
});

describe("before login", () => {
  it.each([
    [1, 2, 2],
    [2, 3, 6],
    [3, 1, 3],
    [60, 3, 180],
    [0, 3, null],
    [60, 0, null],
  ])("client %i/%i waits %s s", (interval, count, wait) => {
    for (const release of [802, 902, 1005]) expect(of("client", release, [interval, count]).loginWait).toBe(wait);
  });

  it("ClientAlive has no part in it", () => {
    expect(of("server", 1005, [60, 3]).loginWait).toBeNull();
  });
});

describe("the network in between", () => {
  it.each([
    ["client", 902, [60, 3], 240, true],
    ["client", 902, [239, 3], 240, true],
    ["client", 902, [240, 3], 240, false],
    ["server", 1005, [120, 3], 240, true],
    ["server", 902, [120, 3], 240, false],
    ["server", 902, [119, 3], 240, true],
    ["server", 905, [60, 0], 240, true],
    ["client", 902, [60, 0], 240, false],
    ["client", 902, [0, 3], 240, false],
    ["client", 902, [0, 3], 7440, true],
    ["client", 902, [0, 3, "no"], 7440, false],
    ["client", 902, [60, 3], null, null],
  ] as const)("%s %i %j, limit %s: %s", (side, release, settings, limit, kept) => {
    const networkLimit = limit === null ? null : seconds(limit);
    expect(of(side, release, settings, { networkLimit }).keepsNetworkStateAlive).toBe(kept);
  });
});
