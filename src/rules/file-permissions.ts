import type { ConfigFile } from "../eval/config-file.ts";
import { fileRule, type Report } from "./rule.ts";
import { oncePerLine, placeOfProblem } from "./wrong-side.ts";

export const filePermissions = fileRule({
  id: "file-permissions",
  sides: ["client"],
  severity: "warning",
  fix: null,
  since: "0.1.0",
  messages: {
    root: ({ path }) =>
      `ssh refuses to start and connects nowhere: "Bad owner or permissions on ${path}". ${remedy(path)}`,
    included: ({ path }) =>
      `ssh refuses to start and connects nowhere, because of a file that this line includes: "Bad owner or permissions on ${path}". ${remedy(path)}`,
  },
  docs: {
    summary: "ssh refuses a configuration file that somebody else owns or may write to.",
    why: "Whoever can write to ~/.ssh/config can make you run commands, so ssh checks the owner and mode of that file and of every file it includes, and connects nowhere when they are wrong. A file from git, a shared folder or an editor with umask 002 easily has the wrong mode.",
    remedy: "Make the file your own, and let nobody else write to it: `chmod 600`.",
    exceptions:
      "Only this machine's own files are judged; the mode of a file in a repository does not matter. Debian's ssh lets the group write where you are its only member.",
    evidence: [
      'readconf.c read_config_file_depth, SSHCONF_CHECKPERM: "Bad owner or permissions on" (7.6 to 10.6; measured)',
      "Debian user-group-modes.patch, misc.c secure_permissions (measured on 9.2 and 10.0)",
    ],
  },
  examples: [{ name: "only the owner may write", files: { config: "ServerAliveInterval 60\n" }, expect: [] }],
  *check(view) {
    if (view.refusesRoot !== null) yield rootReport(view.root);
    const refused = view.program.problems.filter(({ kind }) => kind === "include-permissions");
    for (const problem of oncePerLine(refused)) {
      const data = { path: problem.path ?? "" };
      yield { kind: "included", data, at: placeOfProblem(problem), file: problem.file, targets: [] };
    }
  },
});

const remedy = (path: unknown): string =>
  `It must belong to you or to root, and nobody else may write to it: \`chmod 600 ${path}\`.`;

function rootReport(file: ConfigFile): Report<"root"> {
  const { source } = file;
  return { kind: "root", data: { path: source.path }, at: { source, start: 0, end: 0 }, file, targets: [] };
}
