import { describe, expect, it } from "vitest";
import { distributionById, distributionOf, distributions } from "../../../src/openssh/distributions.ts";
import {
  grammarOf,
  NEWEST_RELEASE,
  OLDEST_RELEASE,
  parseSshVersion,
  parseVersion,
  releaseName,
  releaseString,
  versionName,
} from "../../../src/openssh/versions.ts";

describe("versions as people write them", () => {
  it.each([
    ["9.2", { release: 902, portable: 1, vendor: "upstream" }],
    ["9.2p1", { release: 902, portable: 1, vendor: "upstream" }],
    ["9.9", { release: 909, portable: 2, vendor: "upstream" }],
    ["10.0+debian", { release: 1000, portable: 2, vendor: "debian" }],
    ["9", null],
    ["9.2+suse", null],
    ["9.2 ", null],
  ])("%j", (text, expected) => {
    expect(parseVersion(text)).toEqual(expected);
  });

  it("names them the same way", () => {
    expect(versionName({ release: 902, portable: 1, vendor: "debian" })).toBe("9.2+debian");
    expect(releaseString({ release: 1000, portable: 2, vendor: "upstream" })).toBe("OpenSSH_10.0p2");
  });
});

describe("what ssh -V says", () => {
  it.each([
    ["OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19 27 Jan 2026", { release: 902, portable: 1, vendor: "debian" }],
    ["OpenSSH_9.9p2, OpenSSL 3.4.1", { release: 909, portable: 2, vendor: "upstream" }],
    ["OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2", { release: 905, portable: 1, vendor: "upstream" }],
    ["OpenSSH_99.1p1", { release: 1006, portable: 1, vendor: "upstream" }],
    ["Sun_SSH_1.1", null],
  ])("%j", (text, expected) => {
    expect(parseSshVersion(text)).toEqual(expected);
  });
});

describe("distributions", () => {
  it.each([
    ['ID=debian\nVERSION_ID="12"\n', "debian-12"],
    ['NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="24.04"\n', "ubuntu-24.04"],
    ['ID="rocky"\nVERSION_ID="9.4"\n', "rhel-9"],
    ['ID="almalinux"\nVERSION_ID="9.8"\n', "rhel-9.8"],
    ['ID="rhel"\nVERSION_ID="9.7"\n', "rhel-9"],
    ['ID="rhel"\nVERSION_ID="8.0"\n', undefined],
    ['ID="rhel"\nVERSION_ID="8.10"\n', "rhel-8"],
    ['ID="rhel"\nVERSION_ID="10.1"\n', "rhel-10"],
    ["ID=fedora\nVERSION_ID=42\n", "fedora-42"],
    ["ID=arch\n", undefined],
    ["", undefined],
  ])("%j", (osRelease, expected) => {
    expect(distributionOf(osRelease)?.id).toBe(expected);
  });

  it.each(distributions())("has the release of $id that its evidence names", ({ version, evidence }) => {
    expect(evidence).toContain(`${releaseName(version.release)}p`);
    expect(version.release).toBeGreaterThanOrEqual(OLDEST_RELEASE);
    expect(version.release).toBeLessThanOrEqual(NEWEST_RELEASE);
  });

  it("knows the patches that come with a release", () => {
    expect(distributionById("debian-12")?.version).toEqual({ release: 902, portable: 1, vendor: "debian" });
  });
});

it("changes the grammar where OpenSSH did", () => {
  const at = (release: number, portable = 1) => grammarOf({ release, portable, vendor: "upstream" }, "client");
  expect([at(806).arguments, at(807).arguments]).toEqual(["strdelim", "argv"]);
  expect([at(804).cutAtHash, at(805).cutAtHash, at(807).cutAtHash]).toEqual([false, true, false]);
  expect([at(909, 1).matchEquals, at(909, 2).matchEquals]).toEqual([false, true]);
});
