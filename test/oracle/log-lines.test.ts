import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { fixedParts, logLines } from "../../src/answers/log-line-shapes.ts";
import { availableServers, availableVersions, type OpenSsh } from "./openssh.ts";

/** What the releases that are run here do not print: older ones, the C library, other programs. */
const elsewhere: readonly RegExp[] = [
  /^NETERROR$/,
  /packet_write_wait: |^Write failed|^Did not receive identification|ssh_exchange_identification/,
  /remote end hung up|code 255|unexpectedly closed|connect to the host via ssh|remote host has disconnected/,
  /^Broken pipe$|^Connection reset by peer$|^recv: Connection/,
  /server not responding/,
  // What only an old release says of a keyword that is the other side's.
  /SERVERALIVE.*Match block|Unsupported option SERVERALIVE|missing time value|OURS missing/,
];

/** The text of the programs: ssh, sshd, and what sshd is split into since 9.8. */
function programsOf({ ssh, sshd }: OpenSsh): string {
  const parts = [unwrapped(ssh, "bin"), ...(sshd === null ? [] : [unwrapped(sshd, "sbin"), ...helpersBeside(sshd)])];
  return parts.map((path) => readFileSync(path, "latin1").toLowerCase()).join("\n");
}

/** The program behind the script that starts it. */
function unwrapped(path: string, folder: string): string {
  const real = join(dirname(path), "root/usr", folder, basename(path));
  return existsSync(real) ? real : path;
}

/** What the program takes from the C library, or puts together. */
const notItsOwn =
  /^(?:connection reset(?: by peer)?|broken pipe|connection (?:closed|reset) by (?:invalid|authenticating) user|disconnected from authenticating user|connection refused)$/;

function helpersBeside(sshd: string): string[] {
  for (const folder of [join(dirname(sshd), "../lib/openssh"), join(dirname(sshd), "root/usr/lib/openssh")])
    try {
      return readdirSync(folder)
        .filter((name) => /^sshd-/.test(name))
        .map((name) => join(folder, name));
    } catch {
      // Releases before 9.8 have none.
    }
  return [];
}

const shapes = logLines.flatMap((line) => line.shapes).filter((shape) => !elsewhere.some((known) => known.test(shape)));

describe("the words of every log line", async () => {
  const versions = [...(await availableVersions()), ...(await availableServers())];
  const texts = versions.map(programsOf);

  it.skipIf(texts.length === 0).each(shapes)("stand in a real program: %s", (shape) => {
    // A format string is cut where the program puts something in.
    const words = fixedParts(shape).flatMap((part) => part.split(/[:'[\].]+/).map((word) => word.trim().toLowerCase()));
    for (const word of words.filter((text) => text.length > 3 && !notItsOwn.test(text)))
      expect(
        texts.some((text) => text.includes(word)),
        word,
      ).toBe(true);
  });
});
