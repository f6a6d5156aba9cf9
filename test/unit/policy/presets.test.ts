import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Side } from "../../../src/base/side.ts";
import { count, seconds } from "../../../src/base/units.ts";
import type { ComplianceName, Control, Requirement } from "../../../src/policy/policy.ts";
import { presetNames } from "../../../src/policy/policy.ts";
import { policyOf } from "../../../src/policy/policy-of.ts";
import { benchmarks } from "../../../src/policy/presets.ts";
import { appliedInterval, fixValue, satisfies } from "../../../src/policy/resolve.ts";
import { timeline } from "../../../src/timeline/dead-peer.ts";
import { kernels } from "../../../src/timeline/kernels.ts";
import { networkNames, networks } from "../../../src/timeline/networks.ts";
import { longestInterval } from "../../../src/timeline/ssh-probes.ts";
import { forAll } from "../../property/generate.ts";

const names = presetNames.filter((name) => name !== "recommended");
const demand = (name: ComplianceName, setting: Requirement["setting"]): Control => {
  const found = benchmarks[name].controls.find((control) => control.requirement.setting === setting);
  if (found === undefined) throw new Error(`${name} asks nothing of ${setting}`);
  return found;
};

describe("recommended", () => {
  const policy = policyOf({});

  it("has the numbers of the issue, on both sides", () => {
    for (const side of [policy.sides.client, policy.sides.server]) {
      expect(side).toMatchObject({
        interval: { min: { value: 10 }, max: { value: 216, from: "network" }, apply: 60 },
        deadPeer: { min: { value: 30 }, max: { value: 3600 } },
        countMax: { min: { value: 1 }, max: null },
        tcpKeepAlive: null,
      });
    }
    expect(policy).toMatchObject({
      preset: "recommended",
      network: { limit: 240 },
      networkConfigured: false,
      benchmark: null,
    });
  });

  it.each(networkNames)("network %s limits the first probe", (name) => {
    const { sides, networkConfigured } = policyOf({ network: networks[name] });
    expect(networkConfigured).toBe(true);
    expect(sides.client.interval.max?.value ?? null).toBe(
      {
        none: null,
        home: 270,
        aws: 315,
        oci: 324,
        nginx: 540,
        gcp: 540,
        "gcp-nat": 1080,
        srx: 1620,
        firewall: 3240,
        rfc5382: 6696,
        anywhere: 216,
        azure: 216,
      }[name],
    );
  });

  const releases: readonly (readonly [Side, number])[] = [
    ["client", 802],
    ["client", 902],
    ["client", 1006],
    ["server", 802],
    ["server", 901],
    ["server", 902],
    ["server", 904],
    ["server", 905],
    ["server", 1006],
  ];
  it("passes every interval of its range with the default count", () => {
    forAll(
      fc.property(
        fc.constantFrom(...releases),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([side, release], where) => {
          const { interval, deadPeer, countMax } = policy.sides[side];
          const least = interval.min!.value;
          const most = longestInterval(side, release, interval.max!.value);
          const settings = {
            interval: seconds(Math.round(least + where * (most - least))),
            countMax: count(3),
            tcpKeepAlive: "yes",
          } as const;
          const result = timeline({
            side,
            release,
            settings,
            proxied: false,
            kernel: kernels.linux,
            networkLimit: seconds(240),
          });
          const { idle } = result.deadPeer;
          return (
            !("never" in idle) &&
            result.firstProbe!.latest <= interval.max!.value &&
            idle.latest >= deadPeer.min!.value &&
            idle.latest <= deadPeer.max!.value &&
            settings.countMax >= countMax.min!.value &&
            result.keepsNetworkStateAlive === true
          );
        },
      ),
    );
  });

  it.each([
    [60, 10],
    [30, 20],
    [60, 3],
    [10, 3],
    [15, 3],
    [30, 2],
  ])("passes what people use: %i/%i", (interval, countMax) => {
    const settings = { interval: seconds(interval), countMax: count(countMax), tcpKeepAlive: "no" } as const;
    const { idle } = timeline({
      side: "client",
      release: 902,
      settings,
      proxied: false,
      kernel: kernels.linux,
      networkLimit: null,
    }).deadPeer;
    expect("never" in idle ? null : idle.latest).toBeGreaterThanOrEqual(30);
    expect("never" in idle ? null : idle.latest).toBeLessThanOrEqual(3600);
  });
});

describe("compliance presets", () => {
  it.each([
    // preset, interval min, max, fix, count min, max, fix, TCPKeepAlive
    ["cis-2022", 1, null, 60, 1, null, 3, null],
    ["cis-2021", 1, 900, 60, 0, 0, 0, null],
    ["stig-rhel8-10", 1, 600, 200, 1, 1, 1, null],
    ["stig-ubuntu", 1, 600, 60, 1, 1, 1, null],
    ["stig-sles", 600, 600, 600, 1, 1, 1, null],
    ["stig-rhel7", 1, 600, 60, 0, 0, 0, null],
    ["dev-sec", 300, 300, 300, 3, 3, 3, "no"],
  ] as const)("%s", (name, min, max, fix, countMin, countMost, countFix, tcp) => {
    const interval = demand(name, "interval").requirement;
    const countMax = demand(name, "countMax").requirement;
    expect(interval).toMatchObject({ min, max });
    expect(fixValue(interval)).toBe(fix);
    expect(countMax).toMatchObject({ min: countMin, max: countMost });
    expect(fixValue(countMax)).toBe(countFix);
    expect(policyOf({ policy: name }).sides.server.tcpKeepAlive?.value ?? null).toBe(tcp);
  });

  it.each([
    ["stig-rhel8-10", "interval", "RHEL 8", "RHEL-08-010201", "V2R8", "2026-07-01"],
    ["stig-rhel8-10", "countMax", "RHEL 8", "RHEL-08-010200", "V2R8", "2026-07-01"],
    ["stig-rhel8-10", "interval", "RHEL 9", "RHEL-09-255100", "V2R9", "2026-07-01"],
    ["stig-rhel8-10", "countMax", "RHEL 9", "RHEL-09-255095", "V2R9", "2026-07-01"],
    ["stig-rhel8-10", "interval", "RHEL 10", "RHEL-10-700930", "V1R2", "2026-07-01"],
    ["stig-rhel8-10", "countMax", "RHEL 10", "RHEL-10-700660", "V1R2", "2026-07-01"],
    ["stig-ubuntu", "interval", "Ubuntu 22.04", "UBTU-22-255035", "V2R8", "2026-04-01"],
    ["stig-ubuntu", "countMax", "Ubuntu 24.04", "UBTU-24-600000", "V1R5", null],
    ["stig-sles", "interval", "SLES 12", "SLES-12-030190", "V3R5", "2026-04-01"],
    ["stig-sles", "countMax", "SLES 15", "SLES-15-010320", "V2R7", "2026-04-01"],
    ["stig-rhel7", "interval", "RHEL 7", "RHEL-07-040320", "V3R14", "2024-01-24"],
    ["cis-2022", "interval", "RHEL 9", "5.1.9", "v2.0.0", null],
    ["cis-2022", "countMax", "Debian 12", "5.1.7", "v1.1.0", null],
    ["cis-2021", "interval", "RHEL 8", null, "v2.0.0", null],
    ["dev-sec", "tcpKeepAlive", "any", "sshd-35", "2.8.1", null],
  ] as const)("%s %s on %s is %s", (name, setting, platform, id, version, date) => {
    expect(demand(name, setting).ids.find((each) => each.platform === platform)).toMatchObject({ id, version, date });
  });

  it.each(names)("%s: every fix value satisfies its control, which is explicit and wants no conflict", (name) => {
    expect(benchmarks[name]).toMatchObject({ name, side: "server", disclaimer: "transcribed, not an official scan" });
    for (const control of benchmarks[name].controls) {
      expect(satisfies(control.requirement, fixValue(control.requirement))).toBe(true);
      expect(control).toMatchObject({ explicit: true, noConflict: true });
      expect(control.because).not.toBe("");
      expect(control.source).not.toBe("");
    }
  });

  it.each(names)("%s: the policy applies a value that passes control and policy", (name) => {
    const { server } = policyOf({ policy: name }).sides;
    for (const release of [802, 901, 905, 1006]) {
      const applied = appliedInterval(server, "server", release);
      expect(satisfies(demand(name, "interval").requirement, applied)).toBe(true);
      if (server.interval.max !== null) expect(applied).toBeLessThanOrEqual(server.interval.max.value);
    }
    expect(satisfies(demand(name, "countMax").requirement, server.countMax.apply)).toBe(true);
  });

  it.each(names)("%s leaves the client to recommended", (name) => {
    expect(policyOf({ policy: name }).sides.client).toEqual(policyOf({}).sides.client);
  });

  it.each(["cis-2021", "stig-rhel7"] as const)("%s says that count 0 never ends a session from 8.2 on", (name) => {
    const note = benchmarks[name].notes.find((each) => each.since === 802);
    expect(note).toMatchObject({ setting: "countMax", words: expect.stringContaining("opposite effect") });
  });

  it.each(["cis-2021", "stig-rhel7", "stig-rhel8-10", "stig-ubuntu", "stig-sles"] as const)(
    "%s is no limit on idle users",
    (name) => {
      expect(benchmarks[name].notes.map((note) => note.words).join()).toContain("ChannelTimeout");
    },
  );
});

describe("what a policy applies", () => {
  it.each([
    [{}, "client", 902, 60],
    [{}, "server", 902, 60],
    [{ network: { ...networks.home, limit: seconds(60) } }, "client", 902, 50],
    [{ network: { ...networks.home, limit: seconds(60) } }, "server", 902, 25],
    [{ client: { interval: { max: seconds(30) } } }, "client", 902, 30],
    [{ client: { interval: { apply: seconds(120) } } }, "client", 902, 120],
    [{ server: { interval: { apply: seconds(200) } } }, "server", 902, 108],
    [{ policy: "stig-rhel8-10" }, "server", 807, 200],
    [{ policy: "stig-sles" }, "server", 902, 600],
  ] as const)("%j, %s %i: %i", (config, side, release, applied) => {
    expect(appliedInterval(policyOf(config).sides[side], side, release)).toBe(applied);
  });

  it("takes a config's limits instead of the preset's", () => {
    const { server } = policyOf({
      policy: "dev-sec",
      server: { deadPeer: { max: seconds(600) }, countMax: { max: count(5), apply: count(9) }, tcpKeepAlive: "any" },
    }).sides;
    expect(server.deadPeer).toMatchObject({ min: { value: 30, from: "preset" }, max: { value: 600, from: "config" } });
    expect(server.countMax).toMatchObject({ min: { value: 3 }, max: { value: 5 }, apply: 5 });
    expect(server.tcpKeepAlive).toBeNull();
  });
});
