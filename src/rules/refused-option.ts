import { remarkRule } from "./remark-rule.ts";

export const refusedOption = remarkRule({
  id: "refused-option",
  about: "refused-option",
  severity: "error",
  fix: null,
  since: "0.1.0",
  messages: {
    refused: ({ program, error }) => `${program} ends with "${error}" and makes no connection.`,
  },
  docs: {
    summary: "ssh refuses an option of a command line.",
    why: "An option that `-o` brings must be a whole ssh_config line that this version of ssh knows. What it does not know, or a value that is no time or number, ends ssh before it connects; in a script or a unit that restarts, that happens again and again.",
    remedy: "Write the option as ssh_config(5) names it, with a value of its kind.",
    exceptions: "None that we know of.",
    evidence: ["ssh.c main, case 'o': process_config_line, then exit(255) (8.4 to 10.6; measured)"],
  },
  examples: [
    {
      name: "a time that is none",
      files: { "backup.sh": "ssh -o ServerAliveInterval=1x backup\n" },
      expect: ["1:refused"],
    },
    { name: "a time", files: { "backup.sh": "ssh -o ServerAliveInterval=1m backup\n" }, expect: [] },
  ],
  say: ({ program, error }) => ({ kind: "refused", data: { program, error } }),
});
