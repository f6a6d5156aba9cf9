import { describe, expect, it } from "vitest";
import { count, seconds } from "../../../src/base/units.ts";
import { rangeWords, serverAlternatives } from "../../../src/timeline/alternatives.ts";
import { kernelNames, kernels, tunedKernel } from "../../../src/timeline/kernels.ts";
import { middleboxes } from "../../../src/timeline/middleboxes.ts";
import { networkNames, networks, parseNetwork, usableInterval } from "../../../src/timeline/networks.ts";
import { linuxRetransmission } from "../../../src/timeline/retransmission.ts";
import { longestInterval, nominal, probeRules } from "../../../src/timeline/ssh-probes.ts";
import { short, values } from "./helpers.ts";

describe("networks", () => {
  it.each([
    ["anywhere", 240, 216],
    ["azure", 240, 216],
    ["home", 300, 270],
    ["aws", 350, 315],
    ["oci", 360, 324],
    ["nginx", 600, 540],
    ["gcp", 600, 540],
    ["gcp-nat", 1200, 1080],
    ["srx", 1800, 1620],
    ["firewall", 3600, 3240],
    ["rfc5382", 7440, 6696],
  ] as const)("%s: %i s, a first probe by %i s", (name, limit, usable) => {
    expect(networks[name].limit).toBe(limit);
    expect(usableInterval(networks[name].limit!)).toBe(usable);
  });

  it("none has no limit", () => {
    expect(networks.none.limit).toBeNull();
  });

  it("every entry is under its own name and has a source", () => {
    for (const name of networkNames) {
      expect(networks[name].name).toBe(name);
      expect(networks[name].source).not.toBe("");
    }
  });

  it.each([
    ["300", 300, 270],
    ["60", 60, 50],
    ["20", 20, 10],
  ])("--network %s", (text, limit, usable) => {
    expect(parseNetwork(text)).toMatchObject({ name: text, limit });
    expect(usableInterval(seconds(limit))).toBe(usable);
  });

  it.each(["", "19", "0", "-300", "300s", "3e2", "5m", "Azure", "__proto__", "99999999999"])(
    "--network %j is none",
    (text) => {
      expect(parseNetwork(text)).toBeNull();
    },
  );

  it("leaves at least a second, whatever the limit", () => {
    expect(usableInterval(seconds(3))).toBe(1);
  });

  it("rests on middleboxes in rising order", () => {
    const limits = middleboxes.map((box) => box.limit ?? Number.POSITIVE_INFINITY);
    expect(limits).toEqual(limits.toSorted((a, b) => a - b));
  });
});

describe("kernels", () => {
  it.each([
    ["linux", 7875],
    ["macos", 7800],
    ["freebsd", 7800],
    ["openbsd", 7800],
    ["windows", 7210],
  ] as const)("%s ends an idle cut after %i s", (name, dead) => {
    const { time, interval, probes } = kernels[name].keepalive;
    expect(time + interval * probes).toBe(dead);
  });

  it("every entry is under its own name", () => {
    for (const name of kernelNames) expect(kernels[name].name).toBe(name);
  });

  it.each([
    [3, 3.4, 6.8],
    [5, 13, 26],
    [8, 102.6, 205.2],
    [15, 925, 1045],
  ])("tcp_retries2 %i", (retries, earliest, latest) => {
    const range = linuxRetransmission(count(retries), null);
    expect(range.earliest).toBeCloseTo(earliest, 0);
    expect(range.latest).toBeCloseTo(latest, 0);
    expect(range.evidence).toBe("measured");
  });

  it.each([
    // dead-peer.md sections 2.3 and 4: round-trip times of 0 to 300 ms.
    [3, [3.4, 6.8, 3.7, 5.1, 4.7]],
    [5, [13.5, 15.0, 20.5, 18.6]],
    [8, [108.5, 110.4]],
    [15, [937, 943, 945]],
  ])("tcp_retries2 %i holds what was timed", (retries, timed) => {
    const range = linuxRetransmission(count(retries), null);
    for (const value of timed) {
      expect(value).toBeGreaterThanOrEqual(range.earliest);
      expect(value).toBeLessThanOrEqual(range.latest);
    }
  });

  it("keeps what nobody tuned", () => {
    expect(tunedKernel(kernels.linux, {})).toEqual(kernels.linux);
    expect(tunedKernel(kernels.macos, { tcpKeepaliveTime: seconds(60) })).toMatchObject({
      keepalive: { time: 60, interval: 75, probes: 8 },
    });
  });
});

describe("other releases of sshd", () => {
  const alternatives = (interval: number, countMax: number, release: number) =>
    serverAlternatives(values(interval, countMax), release, kernels.linux).map(
      ({ idle, releases }) => `${short(idle)} on ${releases.map(rangeWords).join(", ")}`,
    );

  it.each([
    [60, 3, 1006, ["480..480 ssh on 9.2-9.4"]],
    [60, 3, 902, ["240..240 ssh on 8.2-9.1, 9.5-10.6"]],
    [60, 3, 802, ["480..480 ssh on 9.2-9.4"]],
    [60, 0, 1006, ["1045..1165 tcp-retransmission on 9.2-9.4"]],
    [0, 3, 1006, []],
    [60, 3, 709, ["240..240 ssh on 8.2-9.1, 9.5-10.6", "480..480 ssh on 9.2-9.4"]],
  ])("%i/%i at %i", (interval, countMax, release, expected) => {
    expect(alternatives(interval, countMax, release)).toEqual(expected);
  });
});

describe("probing", () => {
  it.each([
    ["client", 902, 216, 216],
    ["server", 802, 216, 216],
    ["server", 902, 216, 108],
    ["server", 904, 215, 107],
    ["server", 905, 216, 216],
    ["server", 902, 1, 1],
  ] as const)("%s %i: a first probe by %i s needs at most %i", (side, release, limit, interval) => {
    expect(longestInterval(side, release, seconds(limit))).toBe(interval);
  });

  it.each([
    [60, 3, 180],
    [15, 3, 45],
    [600, 1, 600],
    [60, 0, 0],
  ])("%i/%i is quoted as %i s", (interval, countMax, quoted) => {
    expect(nominal(values(interval, countMax))).toBe(quoted);
  });

  it("every rule carries its evidence", () => {
    for (const release of [705, 709, 801, 802, 902, 905]) expect(probeRules("server", release).evidence).not.toBe("");
  });
});
