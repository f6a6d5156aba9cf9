import { describe, expect, it } from "vitest";
import {
  asciiLower,
  keepaliveAliases,
  keepaliveKeywords,
  keywordRows,
  keywordTable,
  knownAnywhere,
  type Release,
  type Vendor,
} from "../../../src/openssh/keywords.ts";

const releases: readonly Release[] = [
  ...[706, 707, 708, 709, 800, 801, 802, 803, 804, 805, 806, 807, 808, 809],
  ...[900, 901, 902, 903, 904, 905, 906, 907, 908, 909, 1000, 1001, 1002, 1003, 1004, 1005, 1006],
];
const vendors: readonly Vendor[] = ["upstream", "debian", "redhat", "apple"];
const sides = ["client", "server"] as const;

describe("asciiLower", () => {
  it("folds A to Z and nothing else", () => {
    expect(asciiLower("ServerAliveInterval")).toBe("serveraliveinterval");
    expect(asciiLower("\u212A\u0130\u00C9Z")).toBe("\u212A\u0130\u00C9z");
  });
});

describe.each(sides)("the %s table", (side) => {
  it("has at most one row for a name in any build", () => {
    for (const release of releases) {
      for (const vendor of vendors) {
        const rows = keywordRows(side).filter(
          (row) => (row.since ?? 0) <= release && release < (row.until ?? 9999) && (row.vendor ?? vendor) === vendor,
        );
        const names = rows.map((row) => asciiLower(row.name));
        expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
      }
    }
  });

  it("gives the same map for the same build", () => {
    expect(keywordTable(side, 902, "debian")).toBe(keywordTable(side, 902, "debian"));
  });

  it("names only known keywords as the ones that aliases stand for", () => {
    for (const row of keywordRows(side)) {
      if (row.sameAs !== undefined) expect(knownAnywhere(side, asciiLower(row.sameAs)), row.name).not.toEqual([]);
    }
  });

  it("knows the keepalive keywords in every build", () => {
    for (const release of releases) {
      for (const name of [...keepaliveKeywords[side], "KeepAlive"]) {
        expect(keywordTable(side, release, "upstream").get(asciiLower(name))?.name).toBe(name);
      }
    }
  });

  it("has every alias of a keepalive keyword somewhere", () => {
    for (const name of keepaliveAliases[side]) expect(knownAnywhere(side, asciiLower(name))).not.toEqual([]);
  });
});

describe("keywordTable", () => {
  const known = (side: "client" | "server", release: Release, vendor: Vendor, name: string): boolean =>
    keywordTable(side, release, vendor).has(name);

  // [keyword, side, last release without it, first release with it]
  it.each([
    ["bindinterface", "client", 706, 707],
    ["setenv", "client", 707, 708],
    ["casignaturealgorithms", "server", 708, 709],
    ["include", "server", 801, 802],
    ["knownhostscommand", "client", 804, 805],
    ["sessiontype", "client", 806, 807],
    ["requiredrsasize", "server", 900, 901],
    ["unusedconnectiontimeout", "server", 901, 902],
    ["tag", "client", 903, 904],
    ["channeltimeout", "client", 905, 906],
    ["persourcepenalties", "server", 907, 908],
    ["refuseconnection", "server", 908, 909],
    ["refuseconnection", "client", 1000, 1001],
  ] as const)("%s appears on the %s between %i and %i", (name, side, without, withIt) => {
    expect(known(side, without, "upstream", name)).toBe(false);
    expect(known(side, withIt, "upstream", name)).toBe(true);
  });

  it("has HostbasedAlgorithms in 8.5 and 8.6 alone", () => {
    expect(releases.filter((release) => known("client", release, "upstream", "hostbasedalgorithms"))).toEqual([
      805, 806,
    ]);
  });

  it("lacks the GSSAPI keywords of sshd in 10.4 alone", () => {
    expect(releases.filter((release) => !known("server", release, "upstream", "gssapiauthentication"))).toEqual([1004]);
    expect(known("server", 1004, "upstream", "gssauthentication")).toBe(true);
  });

  it("has Debian's aliases on Debian's client alone", () => {
    expect(known("client", 902, "debian", "protocolkeepalives")).toBe(true);
    expect(known("client", 902, "upstream", "protocolkeepalives")).toBe(false);
    expect(known("server", 902, "debian", "protocolkeepalives")).toBe(false);
  });

  it("moves SetupTimeOut to ConnectTimeout in Debian's 9.9", () => {
    expect(keywordTable("client", 908, "debian").get("setuptimeout")?.sameAs).toBe("ServerAliveInterval");
    expect(keywordTable("client", 909, "debian").get("setuptimeout")?.sameAs).toBe("ConnectTimeout");
  });

  it("allows the alive keywords in a Match block, but not TCPKeepAlive", () => {
    const table = keywordTable("server", 902, "upstream");
    expect(["clientaliveinterval", "clientalivecountmax"].map((name) => table.get(name)?.inMatch)).toEqual([
      true,
      true,
    ]);
    expect(["tcpkeepalive", "keepalive", "logingracetime"].some((name) => table.get(name)?.inMatch)).toBe(false);
  });

  it.each([
    ["ignorerhosts", 802, 803],
    ["subsystem", 904, 905],
    ["challengeresponseauthentication", 806, 807],
  ] as const)("allows %s in a Match block from %i + 1 on", (name, without, withIt) => {
    expect(keywordTable("server", without, "upstream").get(name)?.inMatch).toBeUndefined();
    expect(keywordTable("server", withIt, "upstream").get(name)?.inMatch).toBe(true);
  });
});

describe("knownAnywhere", () => {
  it("finds rows of other releases and builds", () => {
    expect(knownAnywhere("client", "usekeychain").map((row) => row.vendor)).toEqual(["apple"]);
    expect(knownAnywhere("server", "include").map((row) => row.since)).toContain(802);
  });

  it("finds nothing for a keyword that never was", () => {
    expect(knownAnywhere("client", "serverkeepaliveinterval")).toEqual([]);
    expect(knownAnywhere("server", "serveraliveinterval")).toEqual([]);
  });
});
