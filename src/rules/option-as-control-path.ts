import { placeOfRemark, remarkRule } from "./remark-rule.ts";

export const optionAsControlPath = remarkRule({
  id: "option-as-control-path",
  about: "option-as-control-path",
  severity: "error",
  fix: "unsafe",
  since: "0.1.0",
  messages: {
    torn: ({ option, path }) =>
      `ssh takes this for -S with the control socket "${path}": ${option} is never set, and nothing says so. Options of ssh_config need -o.`,
  },
  docs: {
    summary: "An ssh_config option on a command line lacks its -o, and ssh takes it for a control socket.",
    why: "`-ServerAliveInterval=60` begins with S, and `-S` names a control socket: ssh looks for one called `erverAliveInterval=60`, finds none and connects as if nothing had been said. No probe is ever sent, and nobody is told.",
    remedy: "Put `-o` before it: `-o ServerAliveInterval=60`.",
    exceptions: "None that we know of.",
    evidence: [
      "ssh.c main, case 'S' (8.4 to 10.6); `ssh -G -ServerAliveInterval=60 host` prints controlpath (measured on 9.2)",
    ],
  },
  examples: [
    {
      name: "the -o is missing",
      files: { "backup.sh": "ssh -ServerAliveInterval=60 backup tar c /srv\n" },
      expect: ["1:torn"],
      fixed: "ssh -o ServerAliveInterval=60 backup tar c /srv\n",
    },
    { name: "with -o", files: { "backup.sh": "ssh -oServerAliveInterval=60 backup\n" }, expect: [] },
  ],
  say(remark) {
    const { option, controlPath, insertAt } = remark;
    const place = { ...placeOfRemark(remark), start: insertAt ?? 0, end: insertAt ?? 0 };
    return {
      kind: "torn",
      data: { option: option.replace(/=.*$/s, ""), path: controlPath },
      label: "-S: a control socket",
      intents:
        insertAt === null ? [] : [{ kind: "insert", place, text: "o ", title: `write -o ${option}`, safety: "unsafe" }],
    };
  },
});
