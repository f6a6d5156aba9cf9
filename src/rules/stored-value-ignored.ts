import { mendIntents } from "./mend-intents.ts";
import { remarkRule } from "./remark-rule.ts";

export const storedValueIgnored = remarkRule({
  id: "stored-value-ignored",
  about: "stored-value-ignored",
  severity: "warning",
  fix: "unsafe",
  since: "0.1.0",
  messages: {
    type: ({ program, key }) => `${program} reads ${key} as a dword and passes over the string: it stays 0.`,
    number: ({ program, key, readAs }) => `${program} finds no number here: ${key} is ${readAs}.`,
    unit: ({ program, key, readAs }) => `${program} reads the digits and no unit: ${key} is ${readAs}, in seconds.`,
    spelling: ({ program, key }) => `${program} knows no such key, blanks and letter case count: it is ${key}.`,
    repeated: ({ program, key, readAs }) =>
      `This line has no effect: ${program} takes the first ${key}, and it is ${readAs}.`,
  },
  docs: {
    summary: "A saved session holds a keepalive value that the program does not read as it was meant.",
    why: "PuTTY writes its sessions itself and reads them without a word of complaint: digits up to the first other character, 0 where there are none, the first of two lines, keys letter by letter. In the Windows registry it takes a REG_DWORD and nothing else. Whoever edits a session, or makes one with a script, sees no difference until the connection freezes.",
    remedy: "Write whole numbers: minutes in PingInterval, seconds in PingIntervalSecs, 1 or 0 in TCPKeepalives.",
    exceptions: "None that we know of.",
    evidence: [
      "unix/storage.c open_settings_r, read_setting_i (atoi); plink 0.78 against a logging sshd (measured)",
      "windows/storage.c read_setting_i: `type != REG_DWORD` gives the default",
    ],
  },
  examples: [
    {
      name: "a string in the registry",
      files: {
        "work.reg":
          'REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\web]\r\n"HostName"="web"\r\n"PingIntervalSecs"="60"\r\n',
      },
      expect: ["5:type"],
      fixed:
        'REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\web]\r\n"HostName"="web"\r\n"PingIntervalSecs"=dword:0000003c\r\n',
    },
    {
      name: "yes is no number",
      files: { ".putty/sessions/web": "HostName=web\nTCPKeepalives=yes\nPingIntervalSecs=60\n" },
      expect: ["2:number"],
      fixed: "HostName=web\nTCPKeepalives=1\nPingIntervalSecs=60\n",
    },
    {
      name: "what PuTTY writes",
      files: { ".putty/sessions/web": "HostName=web\nPingInterval=1\nPingIntervalSecs=15\nTCPKeepalives=1\n" },
      expect: [],
    },
  ],
  say: (remark) => ({
    kind: remark.hint,
    data: { program: remark.program, key: remark.key, readAs: remark.readAs },
    intents: mendIntents(remark),
  }),
});
