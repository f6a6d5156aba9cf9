import { once } from "../base/once.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import { asciiLower, keepaliveAliases, keywordTable } from "../openssh/keywords.ts";
import type { Directive } from "../syntax/lexer.ts";
import { fileRule, type View } from "./rule.ts";
import { renameIntent } from "./wrong-side.ts";

/** The old names, in lower case, with the message and the name that took over; null: it never meant one thing. */
const oldNames = once(
  () =>
    new Map<string, OldName>([
      ["keepalive", { kind: "keep-alive", replacement: "TCPKeepAlive" }],
      ["protocolkeepalives", { kind: "protocol-keep-alives", replacement: "ServerAliveInterval" }],
      ["setuptimeout", { kind: "setup-time-out", replacement: null }],
    ]),
);

interface OldName {
  readonly kind: "keep-alive" | "protocol-keep-alives" | "setup-time-out";
  readonly replacement: string | null;
}

export const deprecatedKeyword = fileRule({
  id: "deprecated-keyword",
  sides: ["client", "server"],
  severity: "info",
  fix: "safe",
  since: "0.1.0",
  messages: {
    "keep-alive": () =>
      "KeepAlive is the old name of TCPKeepAlive and does the same; it sends no SSH-level probes, which many take it to do. TCPKeepAlive is the name that the manual explains.",
    "protocol-keep-alives": () =>
      "Only Debian's and Ubuntu's ssh know ProtocolKeepAlives: every other ssh refuses the whole file. ServerAliveInterval does the same everywhere.",
    "setup-time-out": ({ meaning }) =>
      `Only Debian's and Ubuntu's ssh know SetupTimeOut, and its meaning changed: ServerAliveInterval up to 9.8, ConnectTimeout from 9.9p1 on; here it is ${meaning}. Write the one that is meant.`,
  },
  docs: {
    summary: "A keepalive setting is written with a name that OpenSSH keeps for old files only.",
    why: "KeepAlive is an undocumented other name of TCPKeepAlive. ProtocolKeepAlives and SetupTimeOut come from a Debian patch: no other ssh knows them, and the latter means something else since 9.9p1.",
    remedy: "Use the name that the manual explains; nothing else changes.",
    exceptions: "None is needed: the old and the new name do the same, and the rename changes nothing else.",
    evidence: [
      "readconf.c and servconf.c keywords[]: keepalive is oTCPKeepAlive and sTCPKeepAlive (7.6 to 10.6; measured)",
      "Debian keepalive-extensions.patch, readconf.c: SetupTimeOut moved to oConnectTimeout in 1:9.9p1-1 (measured on Debian 12 and 13)",
    ],
  },
  examples: [
    {
      name: "the old name of TCPKeepAlive",
      files: { config: "Host *\n  KeepAlive yes\n" },
      expect: ["2:keep-alive"],
      fixed: "Host *\n  TCPKeepAlive yes\n",
    },
    {
      name: "Debian's names",
      files: { config: "ProtocolKeepAlives 60\nSetupTimeOut 20\n" },
      openssh: "9.2+debian",
      expect: ["1:protocol-keep-alives", "2:setup-time-out"],
      fixed: "ServerAliveInterval 60\nSetupTimeOut 20\n",
    },
    { name: "today's name", files: { sshd_config: "TCPKeepAlive yes\n" }, expect: [] },
  ],
  *check(view) {
    const table = keywordTable(view.side, view.version.release, view.version.vendor);
    for (const { file, directive, name } of oldLines(view)) {
      const old = oldNames().get(name);
      const row = table.get(name);
      if (old === undefined || row === undefined) continue;
      const { kind, replacement } = old;
      yield {
        kind,
        data: { keyword: directive.keyword, replacement, meaning: row.sameAs ?? row.name },
        at: { source: file.source, start: directive.keywordStart, end: directive.restEnd },
        file,
        targets: [],
        intents: replacement === null ? [] : [renameIntent({ file, directive }, replacement, "safe")],
      };
    }
  },
});

const mentioned = /(?:^|[^a-z])keepalive|protocolkeepalives|setuptimeout/i;

function* oldLines({ program, side }: View): Generator<{ file: ConfigFile; directive: Directive; name: string }> {
  const lengths = new Set(keepaliveAliases[side].map((name) => name.length));
  for (const file of program.files) {
    // Most files have none of them, and then their lines need not be taken apart again.
    if (!mentioned.test(file.source.text)) continue;
    for (const directive of file.cst.lines) {
      // Most lines are not even as long as one of the names.
      if (directive.kind !== "directive" || !lengths.has(directive.keyword.length)) continue;
      yield { file, directive, name: asciiLower(directive.keyword) };
    }
  }
}
