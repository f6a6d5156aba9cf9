import type { Problem } from "../eval/program.ts";
import { matchLabel } from "../eval/targets.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { fileRule } from "./rule.ts";
import { isLiteral } from "./undecidable.ts";
import { consequence, oncePerLine, placeOfProblem } from "./wrong-side.ts";

/** A keepalive keyword that sshd takes for everybody only. */
export const isKeepaliveInMatch = ({ kind, keyword }: Problem): boolean =>
  kind === "not-allowed-in-match" && ["tcpkeepalive", "keepalive"].includes(asciiLower(keyword));

export const notAllowedInMatch = fileRule({
  id: "not-allowed-in-match",
  sides: ["server"],
  severity: "error",
  fix: null,
  since: "0.1.0",
  messages: {
    "server-refuses": ({ keyword, block }) =>
      `${keyword} cannot depend on who connects, but here it belongs to \`${block}\`: ${consequence.server}. Move the line above the first Match line, where it holds for everybody.`,
  },
  docs: {
    summary: "TCPKeepAlive stands inside a Match block of sshd_config, where sshd does not allow it.",
    why: "Everything below a Match line belongs to it, up to the next Match line or the end of the file, whatever the indentation. TCPKeepAlive is set on the socket before anybody has logged in, so sshd refuses it there and does not start. A line appended to a file that ends in a Match block is the usual way to get this.",
    remedy: "Move the line above the first Match line, or below a `Match all`.",
    exceptions: "None. Inside `Match all` the keyword is allowed and not reported.",
    evidence: [
      "servconf.c keywords[], TCPKeepAlive SSHCFG_GLOBAL: \"Directive 'TCPKeepAlive' is not allowed within a Match block\" (7.6 to 10.6; measured)",
      "servconf.c match_cfg_line: `Match all`, and from 10.0 on a true `Match version`, hold in the first reading (measured)",
    ],
  },
  examples: [
    {
      name: "appended to a file that ends in a Match block",
      files: { sshd_config: "UseDNS no\nMatch user bob\n  X11Forwarding no\nTCPKeepAlive no\n" },
      expect: ["4:server-refuses"],
    },
    {
      name: "above the first Match line",
      files: { sshd_config: "TCPKeepAlive no\nMatch user bob\n  ClientAliveInterval 60\n" },
      expect: [],
    },
    {
      name: "Match all",
      files: { sshd_config: "Match user bob\n  X11Forwarding no\nMatch all\nTCPKeepAlive no\n" },
      expect: [],
    },
  ],
  *check(view) {
    for (const problem of oncePerLine(view.program.problems)) {
      if (!isKeepaliveInMatch(problem) || !isLiteral(view, problem)) continue;
      const { file, keyword, condition } = problem;
      yield {
        kind: "server-refuses",
        data: { keyword, block: condition === null ? "" : matchLabel(condition) },
        at: placeOfProblem(problem),
        file,
        targets: [],
        // The lines around it may be the template engine's.
        ...(view.isTemplate ? { certainty: "possible" as const } : {}),
      };
    }
  },
});
