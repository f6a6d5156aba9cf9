import { mendIntents } from "./mend-intents.ts";
import { remarkRule } from "./remark-rule.ts";

export const typedKeepalive = remarkRule({
  id: "typed-keepalive",
  about: "typed-keepalive",
  severity: "warning",
  fix: "unsafe",
  since: "0.1.0",
  messages: {
    "types-into-session": ({ seconds }) =>
      `Xshell types a string into this session after every ${seconds} s of silence, whatever runs there: a shell, an editor or a password prompt gets it as input.`,
  },
  docs: {
    summary: "An Xshell session keeps itself alive by typing into the program that runs in it.",
    why: "SendKeepAlive sends KeepAliveString as if somebody had typed it. A newline answers a question, a blank deletes a selection, a command runs. KeepAlive does the same service with a message of the SSH protocol that no program sees.",
    remedy: "Set SendKeepAlive=0 and KeepAlive=1. Close Xshell first: it writes its files itself.",
    exceptions:
      "The server ends sessions in which nothing is typed (TMOUT of a shell), and you know what gets the string.",
    evidence: [
      'Xshell manual, Connection > Keep Alive: "Send a string when network is idle". Xshell itself was not run',
    ],
  },
  examples: [
    {
      name: "a newline every minute",
      files: {
        "web.xsh":
          "[CONNECTION]\r\nProtocol=SSH\r\n[CONNECTION:KEEPALIVE]\r\nSendKeepAlive=1\r\nKeepAliveString=\\n\r\n",
      },
      expect: ["4:types-into-session"],
      fixed: "[CONNECTION]\r\nProtocol=SSH\r\n[CONNECTION:KEEPALIVE]\r\nSendKeepAlive=0\r\nKeepAliveString=\\n\r\n",
    },
    {
      name: "a message of SSH",
      files: { "web.xsh": "[CONNECTION]\r\nProtocol=SSH\r\n[CONNECTION:KEEPALIVE]\r\nKeepAlive=1\r\n" },
      expect: [],
    },
  ],
  say: (remark) => ({
    kind: "types-into-session",
    data: { seconds: remark.seconds },
    intents: mendIntents(remark),
  }),
});
