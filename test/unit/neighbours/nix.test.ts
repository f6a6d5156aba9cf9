import { describe, expect, it } from "vitest";
import { nixBindings } from "../../../src/neighbours/nix-bindings.ts";
import { lintTree } from "../../host.ts";
import { found } from "./helpers.ts";

/** What is in effect: "side targets: interval count tcpKeepAlive", "?" behind what nobody here knows. */
function effective(text: string): string[] {
  const { report } = lintTree({ "/repo/.git/HEAD": "", "/repo/m.nix": text }, { paths: ["/repo/m.nix"] });
  return (report.carried ?? []).map(({ side, targets, settings }) => {
    const values = [settings.interval, settings.countMax, settings.tcpKeepAlive].map(({ value, certainty }) => {
      return `${value}${certainty === "possible" ? "?" : ""}`;
    });
    return `${side} ${targets.join(" ")}: ${values.join(" ")}`;
  });
}

/** A dollar sign before a brace: in a plain string it would look like a slip. */
const nix = (text: string): string => text.replaceAll("$<", "${").replaceAll(">$", "}");

describe("the bindings of a Nix file", () => {
  const paths = (text: string): string[] =>
    nixBindings(nix(text)).map(({ path, value }) => `${path.join(".")}=${value?.text ?? "?"}`);

  it.each([
    ["{ a.b = 1; c = { d = 2; }; }", ["a.b=1", "c.d=2", "c=?"]],
    ["{ pkgs, lib ? [ 1 ], ... }@args: { a = 1; }", ["a=1"]],
    ["let x = { y = 1; }; in { a = x; }", ["x.y=1", "x=?", "a=?"]],
    ["{ a = let b = 1; in { c = 2; }; }", ["b=1", "a.c=2", "a=?"]],
    ["{ a = with lib; mkIf x { b = mkDefault 2; }; d = 3; }", ["a.b=2", "a=?", "d=3"]],
    ["{ a = [ { b = 1; } { b = 2; } ]; }", ["a.b=1", "a.b=2", "a=?"]],
    ["rec { inherit (x) a b; c = if a == b then 1 else 2; d = 3; }", ["c=?", "d=3"]],
    ['{ "a b".c = "x $<p."q">$ y"; d = 1; }', [nix('a b.c="x $<p."q">$ y"'), "d=1"]],
    ["{ a = ''x '' + ''y $$<z>$ ''$<w>$ ''; /* b = 1; */ c = 2; # d = 3;\n}", ["a=?", "c=2"]],
    [
      "{ a = ''it's ''$<no>$ '''quoted''' $<if x then \"''\" else {}>$''; b = 1; }",
      [expect.stringMatching(/^a=''/), "b=1"],
    ],
    ["{ $<x>$ = 1; a.$<y>$.b = 2; c = 3; }", ["=1", "a..b=2", "c=3"]],
    ["{ a = x: y: { b = 1; }; c = (60); }", ["a.b=1", "a=?", "c=?"]],
    ["}}}} a = 1; {{{{", []],
  ])("%s", (text, expected) => expect(paths(text)).toEqual(expected));

  it.each(["(", "{", "[", nix('"$<'), nix("''$<"), "let ", "{ a = "])("end however deep they are: %s", (one) => {
    expect(() => nixBindings(one.repeat(20_000))).not.toThrow();
  });
});

describe("a NixOS module", () => {
  it("sets sshd's values", () => {
    const text = `{ lib, ... }: {
  services.openssh = {
    enable = true;
    settings = {
      ClientAliveInterval = lib.mkDefault 300;
      ClientAliveCountMax = "0";
      TCPKeepAlive = false;
    };
  };
}
`;
    expect(effective(text)).toEqual(["server *: 300 0 no"]);
    expect(found("m.nix", text)).toEqual(["6:7 count-zero"]);
    expect(effective("{ services.openssh.settings.ClientAliveInterval = 60; }")).toEqual(["server *: 60 3? yes?"]);
  });

  it("has the kernel's values, too", () => {
    const text = `{ boot.kernel.sysctl = {
  "net.ipv4.tcp_keepalive_time" = "60s";
  "net.ipv4.tcp_keepalive_probes" = 300;
  "net.ipv4.tcp_keepalive_interval" = 10;
  "net.ipv4.tcp_retries2" = lib.mkForce 8;
}; boot.kernel.sysctl."net.ipv4.tcp_keepalive_intvl" = 0; }
`;
    expect(found("m.nix", text)).toEqual([
      "2:3 kernel-refuses-value",
      "3:3 kernel-refuses-value",
      "4:3 sysctl-line-ignored",
      "6:4 broken-tcp-keepalive",
    ]);
  });

  it("holds ssh's and sshd's configuration as text", () => {
    const text = `{ ... }: {
  programs.ssh.extraConfig = ''
    Host web
      ServerAliveInterval 900
      IdentityFile \${config.sops.secrets."ssh".path}
  '';
  services.openssh.extraConfig = "ClientAliveInterval 60\\nClientAliveCountMax 0\\n";
  environment.etc."ssh/sshd_config.d/10-x.conf".text = ''ClientAliveCountMax 0'';
  services.other.extraConfig = ''
    keep ServerAlive
  '';
}
`;
    expect(found("m.nix", text)).toEqual(["4:7 interval-too-long", "7:59 count-zero"]);
  });
});

describe("a home-manager module", () => {
  it.each([
    ["programs.ssh.serverAliveInterval = 60;", ["client *: 60 3? yes?"]],
    [
      'programs.ssh.matchBlocks = { "*" = { serverAliveInterval = 60; serverAliveCountMax = 5; }; web = lib.hm.dag.entryBefore [ "*" ] { serverAliveInterval = 30; }; };',
      ["client *: 60 5 yes?", "client web: 30 5 yes?"],
    ],
    [
      'programs.ssh.matchBlocks.x = { host = "a b"; serverAliveInterval = 30; extraOptions.ServerAliveCountMax = "2"; };',
      ["client a b: 30 2 yes?"],
    ],
    [
      'programs.ssh.settings = { "*".ServerAliveInterval = 0; web = { ServerAliveInterval = 30; TCPKeepAlive = "no"; }; };',
      ["client *: 0 3? yes?", "client web: 30 3? no"],
    ],
    [
      "programs.ssh.matchBlocks = mkMerge [ (mkIf a { w.serverAliveInterval = 30; }) (mkIf b { w.serverAliveInterval = 40; }) ];",
      ["client w: 30 3? yes?", "client w: 40 3? yes?"],
    ],
    ["programs.ssh.serverAliveInterval = cfg.interval;", []],
    ["programs.ssh = { # serverAliveInterval = 1;\n };", []],
    ["options.serverAliveInterval = mkOption { default = 0; };", []],
    ["services.foo.serverAliveInterval = 999;", []],
  ])("%s", (text, expected) => expect(effective(`{ lib, ... }: { ${text} }`)).toEqual(expected));
});
