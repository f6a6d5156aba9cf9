import fc from "fast-check";

// Random command lines of ssh, in the shell's spelling.

const value = fc.constantFrom("0", "5", "60", "900", "1m", "15m", "2h", "010", "+5", "1x", "-1", "", "60 ", "9e1");
const keyword = fc.constantFrom(
  "ServerAliveInterval",
  "serveraliveinterval",
  "ServerAliveCountMax",
  "SERVERALIVECOUNTMAX",
);

/** `Key=value` as behind `-o`, not quoted. */
export const setting = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(keyword, fc.constantFrom("=", " ", " = ", "= "), value).map((parts) => parts.join("")),
  },
  fc.constantFrom(
    "TCPKeepAlive=no",
    "TCPKeepAlive yes",
    "BatchMode=yes",
    "LogLevel=ERROR",
    "User=bob",
    "ServerAliveInterval",
  ),
);

const single = (text: string): string => `'${text}'`;
const double = (text: string): string => `"${text}"`;
const escaped = (text: string): string => (text === "" ? "''" : text.replace(/[ =]/g, "\\$&"));
const halved = (text: string): string => `${escaped(text.slice(0, 5))}"${text.slice(5)}"`;

/** Ways in which sh, shlex and systemd all take a text for one word. */
export const quoting = fc.constantFrom(single, double, escaped, halved);

export const settingOption = fc
  .tuple(fc.constantFrom("-o ", "-o", "-No ", "-NTfo", "-4o "), setting, quoting)
  .map(([letters, text, quote]) => letters + quote(text));

export const option = fc.oneof(
  { weight: 5, arbitrary: settingOption },
  fc.constantFrom(
    "-N",
    "-p 22",
    "-p22",
    "-v",
    "-L 1:h:2",
    "-i key",
    "-l bob",
    "-4",
    "-tt",
    "-e none",
    "-ServerAliveInterval=60",
    "-ServerAliveCountMax=2",
    "-c aes128-ctr",
  ),
);

export const host = fc.constantFrom("web", "bob@web", "ssh://web:22", "'web'", "-- web", "-J jump web");
