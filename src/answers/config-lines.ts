import type { LogLine } from "./answer.ts";

/** What ssh and sshd say of a line that they refuse; each of them then refuses the whole file. */
export const configLines: readonly LogLine[] = [
  {
    id: "log-serveralive-in-sshd-config",
    title: "sshd does not know ServerAliveInterval or ServerAliveCountMax",
    shapes: [
      "Bad configuration option: SERVERALIVE",
      "Unsupported option SERVERALIVE",
      "Directive 'SERVERALIVE' is not allowed within a Match block",
    ],
    writer: "sshd",
    meaning:
      "A client's keyword stands in sshd_config. sshd refuses the whole file: it does not start, and a reload leaves the old settings or no daemon at all. (An ssh that says this is older than 3.8.)",
    setting:
      "ServerAliveInterval and ServerAliveCountMax belong to ssh_config; the server's are ClientAliveInterval and ClientAliveCountMax.",
    next: "Decide which side is to ask: either move the line to ~/.ssh/config of the client, or write ClientAlive… in its place. Check with `sshd -t` before you restart, and keep a session open until it has worked.",
    evidence: ["servconf.c process_server_config_line_depth (sBadOption); 8.4, 9.2, 10.0 and 10.6 run"],
    samples: [
      "/etc/ssh/sshd_config: line 12: Bad configuration option: serveraliveinterval",
      "Nov 21 10:00:01 web1 sshd[812]: /etc/ssh/sshd_config: line 90: Bad configuration option: ServerAliveCountMax",
      "Bad configuration option: serveraliveinterval",
    ],
    see: ["wrong-side", "which-side-sets-what"],
  },
  {
    id: "log-clientalive-in-ssh-config",
    title: "ssh does not know ClientAliveInterval or ClientAliveCountMax",
    shapes: ["Bad configuration option: CLIENTALIVE"],
    writer: "ssh",
    meaning:
      "A server's keyword stands in ~/.ssh/config or /etc/ssh/ssh_config. ssh refuses the whole file and connects to no host at all (exit status 255).",
    setting:
      "ClientAliveInterval and ClientAliveCountMax belong to sshd_config; the client's are ServerAliveInterval and ServerAliveCountMax.",
    next: "Write ServerAliveInterval and ServerAliveCountMax in its place, or move the line to the server's sshd_config. IgnoreUnknown hides the error, not its cause: then nothing is set.",
    evidence: ["readconf.c process_config_line_depth (oBadOption); 8.4, 9.2, 10.0 and 10.6 run"],
    samples: [
      "/home/me/.ssh/config: line 4: Bad configuration option: clientaliveinterval",
      "command-line: line 0: Bad configuration option: clientalivecountmax",
    ],
    see: ["wrong-side", "client-uses-clientalive"],
  },
  {
    id: "log-bad-configuration-option",
    title: "A keyword that this OpenSSH does not know",
    shapes: [
      "Bad configuration option: KEYWORD",
      "terminating, NUMBER bad configuration options",
      "Unsupported option KEYWORD",
    ],
    writer: "ssh or sshd",
    meaning:
      "The keyword is misspelled, belongs to the other side, to a newer OpenSSH or to another vendor's (UseKeychain is Apple's). The whole file is refused: ssh connects nowhere, sshd does not start. (\"Unsupported option\" alone is a warning: the keyword is known and was left out of this build.)",
    setting: "None of keepalive's, but until the line is mended no keepalive setting of the file counts.",
    next: "Mend the keyword on the line that is named. For a client that is shared between machines: `IgnoreUnknown UseKeychain` above it; the first IgnoreUnknown that is read is the one that counts.",
    evidence: ["readconf.c and servconf.c, process_config_line; the words are in 8.4, 9.2, 10.0 and 10.6"],
    samples: [
      "/home/me/.ssh/config: line 1: Bad configuration option: usekeychain",
      "/home/me/.ssh/config: terminating, 1 bad configuration options",
      "sshd[1]: /etc/ssh/sshd_config: line 3: Bad configuration option: ClientAliveInternal",
    ],
    see: ["misspelled-keyword", "broken-line"],
  },
  {
    id: "log-not-allowed-in-match",
    title: "sshd does not allow the keyword inside a Match block",
    shapes: ["Directive 'KEYWORD' is not allowed within a Match block"],
    writer: "sshd",
    meaning:
      "sshd refuses the whole file. Often the line was appended to the file's end, where it fell into the last Match block: TCPKeepAlive is for the global part, ClientAliveInterval and ClientAliveCountMax may stand in both.",
    setting: "TCPKeepAlive in sshd_config.",
    next: "Move the line above the first Match line. `sshd -t` says whether sshd would start.",
    evidence: ["servconf.c keywords[] (SSHCFG_GLOBAL), process_server_config_line_depth"],
    samples: ["/etc/ssh/sshd_config line 133: Directive 'TCPKeepAlive' is not allowed within a Match block"],
    see: ["not-allowed-in-match", "drop-ins-and-trailing-match"],
  },
  {
    id: "log-invalid-value",
    title: "A value that OpenSSH refuses",
    shapes: [
      "line NUMBER: invalid time value",
      "line NUMBER: OURS missing argument",
      "line NUMBER: missing argument",
      "line NUMBER: missing time value",
      "line NUMBER: keyword KEYWORD extra arguments at end of line",
      "line NUMBER: integer value VALUE",
      "line NUMBER: Bad number",
      "line NUMBER: Unsupported option",
      "line NUMBER: unsupported option",
    ],
    writer: "ssh or sshd",
    meaning:
      "The line that is named has no value, more than one, or one of a wrong form. The whole file is refused. An interval takes seconds or 30s, 5m, 1h; a count takes a plain number; TCPKeepAlive takes yes or no.",
    setting: "The keyword on that line.",
    next: "Mend the value: `ServerAliveInterval 60`, without a comment behind it in old releases. `ssh -G HOST` and `sshd -t` read the file and do no more.",
    evidence: ["misc.c convtime, readconf.c and servconf.c parse_time and parse_int"],
    samples: [
      "/home/me/.ssh/config line 7: invalid time value.",
      "/etc/ssh/sshd_config line 3: ClientAliveInterval missing argument.",
      "/home/me/.ssh/config line 5: keyword serveraliveinterval extra arguments at end of line",
    ],
    see: ["invalid-value"],
  },
  {
    id: "log-bad-owner-or-permissions",
    title: "ssh refuses a config file for its owner or mode",
    shapes: ["Bad owner or permissions on FILE"],
    writer: "ssh",
    meaning: "Others than you (or root) could write the file, so ssh does not read it and connects nowhere.",
    setting: "None: no setting of the file counts.",
    next: "`chown $USER FILE; chmod 600 FILE`, and the same for each file that it includes.",
    evidence: ["readconf.c read_config_file_depth (SSHCONF_CHECKPERM)"],
    samples: ["Bad owner or permissions on /home/me/.ssh/config"],
    see: ["file-permissions"],
  },
];
