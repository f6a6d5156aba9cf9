import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allSigns, askedFirst, systemByName, systemOf } from "../../../src/discovery/system.ts";
import { asciiLower } from "../../../src/openssh/keywords.ts";

/** A text that an expression fits, without what fast-check cannot make texts for. */
function fitting({ source, flags }: RegExp): fc.Arbitrary<string> {
  const plain = source.replace(/\\b/g, "").replace(/\\0/g, "\\x00");
  return fc.stringMatching(new RegExp(plain, flags.replace(/[im]/g, "")), { size: "xsmall" });
}

const has = (text: string, texts: readonly string[] | undefined): boolean =>
  texts === undefined || texts.some((one) => text.includes(one));

describe("a sign of another system", () => {
  it.each(allSigns())("of $system has in each of its texts one of those that are asked for first", (sign) => {
    for (const text of sign.inPath ?? []) expect(has(text, askedFirst().inPaths), text).toBe(true);
    for (const text of sign.inContent ?? []) expect(has(text, askedFirst().inContents), text).toBe(true);
  });

  const byPath = allSigns().flatMap(({ system, name, path, inPath }) =>
    [name, path].flatMap((one) => (one === undefined ? [] : [{ system, one, inPath }])),
  );
  it.each(byPath)("of $system asks for a text that every path has that fits $one", ({ one, inPath }) => {
    fc.assert(
      fc.property(fitting(one), (text) => {
        expect(has(asciiLower(text), inPath)).toBe(true);
      }),
      { seed: 1 },
    );
  });

  const byContent = allSigns().flatMap(({ system, content, inContent }) =>
    content === undefined ? [] : [{ system, content, inContent }],
  );
  it.each(byContent)(
    "of $system asks for a text that every content has that fits $content",
    ({ content, inContent }) => {
      fc.assert(
        fc.property(fitting(content), (text) => {
          // A line of a file that has others before it.
          expect(has(`\n${text}`, inContent)).toBe(true);
        }),
        { seed: 1 },
      );
    },
  );

  it.each([
    ["/r/dot_bashrc", "shell"],
    ["/r/deploy.SH", null],
    ["/r/Dockerfile.prod", "dockerfile"],
    ["/r/x.dockerfile", "dockerfile"],
    ["/r/GNUmakefile", "makefile"],
    ["/r/EXPORT.REG", "putty-registry"],
    ["/r/etc/sysctl.d/99-x.conf", "sysctl"],
    ["/r/group_vars/all", "yaml"],
    ["/r/inventory/prod", "ansible-inventory"],
    ["/r/ssh_hosts_config", null],
    ["/r/config", null],
  ])("names the system of %s", (path, system) => {
    expect(systemByName(path)).toBe(system);
  });

  it.each([
    ["#!/bin/sh\nssh web\n", "shell"],
    ["ssh web\nfi\n", "shell"],
    ["*/5 * * * * root ssh web\n", "crontab"],
    ["# kernel\nnet.ipv4.tcp_keepalive_time = 60\n", "sysctl"],
    ["HostName=a\nPingInterval=1\n", "putty"],
    ["Host web1\n  ServerAliveInterval 60\n", null],
  ])("knows %j", (text, system) => {
    expect(systemOf("/r/some", text)).toBe(system);
  });
});
