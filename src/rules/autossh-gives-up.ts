import { remarkRule } from "./remark-rule.ts";

export const autosshGivesUp = remarkRule({
  id: "autossh-gives-up",
  about: "autossh-gives-up",
  severity: "info",
  fix: null,
  since: "0.1.0",
  messages: {
    "max-starts": ({ starter, starts }) =>
      `AUTOSSH_MAXSTART lets autossh start ssh ${starts} times in all, over weeks and months too; then it ends, without an error, and ${starter} does not start it again. Leave it out: there is no limit then.`,
    "first-failure": ({ starter }) =>
      `If the first connection fails within 30 s, at boot before the network is up for example, autossh takes that for a mistake and ends for good, and ${starter} does not start it again: set AUTOSSH_GATETIME=0.`,
  },
  docs: {
    summary: "autossh ends for good when its first connection fails early, and nothing starts it again.",
    why: "AUTOSSH_MAXSTART counts every start of ssh, lost connections included, and autossh ends with status 0 when it is reached. AUTOSSH_GATETIME is 30 s by default: an ssh that ends before that is taken for a mistake in its command line, and autossh ends as well. At boot, when the network or the name server is not there yet, that is what happens. With -f, or with AUTOSSH_GATETIME=0, autossh goes on trying.",
    remedy:
      "Leave AUTOSSH_MAXSTART out. Set `AUTOSSH_GATETIME=0` in its environment, or let the unit have `Restart=always`.",
    exceptions: "None that we know of.",
    evidence: [
      "autossh(1) 1.4g, AUTOSSH_GATETIME; measured: an ssh that ends with 255 at once ends autossh with 1, with AUTOSSH_GATETIME=0 it is started again",
      "autossh(1) 1.4g, AUTOSSH_MAXSTART; measured: with 3 and an ssh that ends with 255, autossh ends with status 0 after the third start",
    ],
  },
  examples: [
    {
      name: "a unit that is not started again",
      files: { "tunnel.service": "[Service]\nExecStart=/usr/bin/autossh -M 0 -o ServerAliveInterval=30 -N relay\n" },
      expect: ["2:first-failure"],
    },
    {
      name: "three starts in all",
      files: {
        "tunnel.service":
          "[Service]\nRestart=on-failure\nEnvironment=AUTOSSH_MAXSTART=3\nExecStart=/usr/bin/autossh -M 0 -o ServerAliveInterval=30 -N relay\n",
      },
      expect: ["4:max-starts"],
    },
    {
      name: "no time to be established",
      files: {
        "tunnel.service":
          "[Service]\nEnvironment=AUTOSSH_GATETIME=0\nExecStart=/usr/bin/autossh -M 0 -o ServerAliveInterval=30 -N relay\n",
      },
      expect: [],
    },
  ],
  say: ({ starter, starts }) =>
    starts === null ? { kind: "first-failure", data: { starter } } : { kind: "max-starts", data: { starter, starts } },
});
