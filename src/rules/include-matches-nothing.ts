import type { Inclusion } from "../eval/program.ts";
import { whyNothing } from "./empty-include.ts";
import { fileRule, type View } from "./rule.ts";

export const includeMatchesNothing = fileRule({
  id: "include-matches-nothing",
  sides: ["client", "server"],
  severity: "warning",
  fix: null,
  since: "0.1.0",
  messages: {
    directory: ({ argument, program }) =>
      `This includes nothing: ${argument} is a directory, which ${program} opens and finds no line in, without a word. Write \`${String(argument).replace(/\/+$/, "")}/*\` to include the files in it.`,
    tilde: ({ argument }) =>
      `This includes nothing: sshd knows no home directory and takes \`~\` literally, without a word. Write the path that ${argument} stands for in full.`,
    beside: ({ argument, where }) =>
      `This includes nothing: ${argument} stands beside this file, but relative paths begin in ${where}, wherever the including file is, and a missing file is skipped without a word. Write the path from there, or in full.`,
  },
  docs: {
    summary: "An Include line that can never include anything, which OpenSSH does not say.",
    why: "A missing include is no error, so a path that leads nowhere is skipped in silence, and the settings behind it are not there. A directory has no lines, sshd does not expand `~`, and relative paths begin in ~/.ssh or /etc/ssh, never beside the including file.",
    remedy: "Write a path in full, and `/*` behind a directory.",
    exceptions: "A file that exists on some machines only is not reported.",
    evidence: [
      "readconf.c oInclude: relative to ~/.ssh, or SSHDIR in system files; glob (7.6 to 10.6; measured)",
      "servconf.c sInclude: relative to SSHDIR, glob without GLOB_TILDE (8.2 to 10.6; measured)",
      "fopen(3) opens a directory, getline(3) reads nothing from it (both sides; measured)",
    ],
  },
  examples: [
    {
      name: "a directory",
      files: { config: "Include config.d\n", "config.d/web": "Host web1\n  ServerAliveInterval 60\n" },
      expect: ["1:directory"],
    },
    { name: "a home directory in sshd_config", files: { sshd_config: "Include ~/sshd.conf\n" }, expect: ["1:tilde"] },
    {
      name: "beside the including file",
      files: {
        config: "Include work/all\n",
        "work/all": "Include web\n",
        "work/web": "Host web1\n  ServerAliveInterval 60\n",
      },
      expect: ["1:beside"],
    },
    {
      name: "the files in a directory",
      files: { config: "Include config.d/*\n", "config.d/web": "Host web1\n  ServerAliveInterval 60\n" },
      expect: [],
    },
    { name: "a file that not every machine has", files: { config: "Include ~/.ssh/local\n" }, expect: [] },
  ],
  *check(view) {
    const seen = new Set<string>();
    // Where reading ended at a circle, what was not read was found all the same.
    const isCircular = view.program.problems.some(({ kind }) => kind === "include-depth");
    for (const inclusion of view.program.inclusions) {
      if (isCircular && !isLost(view, inclusion)) continue;
      const { file, argument } = inclusion;
      const kind = whyNothing(view, inclusion);
      const key = `${file.source.path}\0${argument.start}`;
      if (kind === null || seen.has(key)) continue;
      seen.add(key);
      yield {
        kind,
        data: {
          argument: argument.value,
          program: view.side === "client" ? "ssh" : "sshd",
          where: view.side === "client" && !file.source.path.startsWith("/etc/ssh/") ? "~/.ssh" : "/etc/ssh",
        },
        at: { source: file.source, start: argument.start, end: argument.end },
        file,
        targets: [],
      };
    }
  },
});

/** `~` in sshd_config leads nowhere, circle or not. */
const isLost = (view: View, { argument }: Inclusion): boolean =>
  view.side === "server" && argument.value.startsWith("~");
