import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lintTree } from "../host.ts";
import { forAll } from "./generate.ts";

// A file that passes for plain is judged by the connection rules alone. Small files of plain lines, in every order, are where
// a file rule could be missed.
const host = fc.constantFrom("web1", "web2", "*.corp", "w*", "*", "web1 web2", "!web1", "* !web2", "!web2 web1 *");
const line = fc.oneof(
  fc.tuple(fc.constantFrom("", "  "), host).map(([indent, patterns]) => `${indent}Host ${patterns}`),
  fc
    .tuple(
      fc.constantFrom("", "  ", "\t"),
      fc.constantFrom("ServerAliveInterval", "serveraliveinterval", "ServerAliveCountMax", "TCPKeepAlive", "KeepAlive"),
      fc.constantFrom("0", "30", "60", "600", "yes", "no", "1m"),
    )
    .map(([indent, keyword, value]) => `${indent}${keyword} ${value}`),
  fc.constantFrom("", "# note", "  User bob", "  HostName real", "  ProxyJump gate"),
);
const config = fc.array(line, { maxLength: 8 }).map((lines) => `${lines.join("\n")}\n`);

// In any order: where a missing line would go, and so its rank, is known for sure only once a fix was tried.
const found = (text: string): string[] =>
  lintTree({ "/repo/ssh_config": text }, { paths: ["ssh_config"], side: "client" })
    .report.findings.map(
      ({ rule, kind, targets, place, at }) => `${rule} ${kind} ${at === null ? "missing" : place.start} ${targets}`,
    )
    .sort();

// A file in which a comment may silence something is judged with all rules, and this comment silences nothing.
const judgedByAll = (text: string): string[] => found(`${text}# keepalive-lint-nothing\n`);

describe("a plain file", () => {
  it("gets the findings that all rules together would give it", () => {
    forAll(
      fc.property(config, (text) => {
        expect(found(text)).toEqual(judgedByAll(text));
      }),
      1500,
    );
  });

  it("gets the fixes that reading it in full would give it", () => {
    const fixed = (text: string): string | undefined =>
      lintTree({ "/repo/ssh_config": text }, { paths: ["ssh_config"], side: "client", fix: "apply" }).changes[0]?.after;
    forAll(
      fc.property(config, (text) => {
        const comment = "# keepalive-lint-nothing\n";
        expect(fixed(text) ?? text).toBe((fixed(comment + text) ?? comment + text).slice(comment.length));
      }),
      500,
    );
  });
});
