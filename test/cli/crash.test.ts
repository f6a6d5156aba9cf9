import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  available,
  ended,
  entry,
  expectOldOrNew,
  leftovers,
  newText,
  oldText,
  own,
  runs,
  sleep,
  start,
} from "./faults.ts";
import { run, sandbox, shell } from "./program.ts";

/** How often the program is killed; the issue that this answers asks for 2,000. */
const KILLS = Number(process.env.KEEPALIVE_LINT_KILLS ?? 100);
const AT_ONCE = 2;
const timeout = 60_000 + KILLS * 1000;

/** How long a whole run takes here, in milliseconds. */
async function duration(): Promise<number> {
  const cwd = sandbox({ ssh_config: entry });
  const began = performance.now();
  await ended(start(["--fix", "ssh_config"], cwd));
  return performance.now() - began;
}

/** Waits for the moment at which a write begins. */
async function writing(cwd: string, isOver: () => boolean): Promise<void> {
  while (!isOver() && leftovers(cwd).length === 0) await sleep(0);
}

async function killOnce(whole: number, kill: number): Promise<"old" | "new"> {
  const cwd = sandbox({ ssh_config: entry });
  const file = `${cwd}/ssh_config`;
  own(file);
  const child = start(["--fix", "ssh_config"], cwd);
  let isOver = false;
  const end = ended(child).then(() => {
    isOver = true;
  });
  // Most kills are meant for the write itself; the rest fall anywhere.
  if (kill % 4 === 0) await sleep(Math.random() * whole);
  else {
    await writing(cwd, () => isOver);
    await sleep(Math.random() * 25);
  }
  child.kill("SIGKILL");
  await end;
  const state = expectOldOrNew(file);
  // Whatever the dead run has left, the next one does its work and clears up.
  if (kill % 5 === 0 || leftovers(cwd).length > 0) {
    expect(run(["--fix", "ssh_config"], { cwd })).toMatchObject({ status: 0 });
    expect(expectOldOrNew(file)).toBe("new");
    expect(leftovers(cwd)).toEqual([]);
  }
  return state;
}

describe("a run that is killed", () => {
  it(
    `at any of ${KILLS} moments leaves the old file or the new one, and the next run clears up`,
    async () => {
      const whole = await duration();
      const states = { old: 0, new: 0 };
      let kill = 0;
      const worker = async (): Promise<void> => {
        while (kill < KILLS) states[await killOnce(whole, kill++)]++;
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      console.info(`${KILLS} kills left ${states.old} old files and ${states.new} new ones`);
      // Both outcomes happen, or the kills came at the wrong moments.
      expect(Math.min(states.old, states.new)).toBeGreaterThan(0);
    },
    timeout,
  );
});

const hasStrace = available("a kill and an error at every system call of a write (strace)", () =>
  runs("strace", "-qq", "-o", "/dev/null", "true"),
);

/** The system calls of a write that can leave something behind, each with its rank among those of its name. */
function callsOfWrite(): { readonly name: string; readonly rank: number }[] {
  const cwd = sandbox({ ssh_config: entry });
  shell(`strace -f -qq -o log "$NODE" "$BIN" --fix ssh_config`, cwd);
  const lines = readFileSync(`${cwd}/log`, "latin1").split("\n");
  const [main] = lines[0]?.split(" ") ?? [];
  const counts = new Map<string, number>();
  let isWriting = false;
  return lines.flatMap((line) => {
    const name = new RegExp(`^${main} +(\\w+)\\(`).exec(line)?.[1];
    if (name === undefined) return [];
    const rank = (counts.get(name) ?? 0) + 1;
    counts.set(name, rank);
    if (/^\d+ +symlink\(/.test(line)) isWriting = true;
    return isWriting && changing.test(name) && !wakeUp.test(line) ? [{ name, rank }] : [];
  });
}

/** libuv's own pipes, which wake its threads and tell them of a child's end (SIGCHLD, 17), are no part of what is written. */
const wakeUp = /write\(\d+, (?:"\*"|"\\[0-7]+\\0|".*\\21(?:\\0){7}", 16\))/;

const changing = /^(?:openat|write|fsync|rename|unlink|symlink|fchown|fchmod|clone|close|readlink|access)$/;

/** strace writes its log when it is asked to end, which takes a busy machine seconds. */
const LONGEST_TRACE = 45_000;

/** What timeout exits with. */
const hung: readonly (number | null)[] = [124, 137];

/** The calls that were made to fail, from strace's log, which may tell a call in two parts. */
function injected(log: string): string[] {
  const begun = new Map<string | undefined, string>();
  return readFileSync(log, "latin1")
    .split("\n")
    .flatMap((line) => {
      const [thread] = line.split(" ");
      if (line.endsWith("<unfinished ...>")) begun.set(thread, line);
      return line.endsWith("(INJECTED)") ? [line.includes(" resumed>") ? (begun.get(thread) ?? line) : line] : [];
    });
}

/** Every call with `KEEPALIVE_LINT_KILLS` of 1,000 or more, else so many spread over them. */
function chosen<T>(calls: readonly T[]): T[] {
  const most = KILLS >= 1000 ? calls.length : 12;
  const step = Math.max(1, calls.length / most);
  return Array.from({ length: Math.min(most, calls.length) }, (_, at) => calls[Math.floor(at * step)] as T);
}

describe.runIf(hasStrace)("at every system call of a write", () => {
  it(
    "SIGKILL leaves the old file or the new one",
    () => {
      const calls = callsOfWrite();
      expect(calls.map(({ name }) => name)).toEqual(expect.arrayContaining(["symlink", "write", "fsync", "rename"]));
      const states = new Set<string>();
      for (const { name, rank } of chosen(calls)) {
        const cwd = sandbox({ ssh_config: entry });
        own(`${cwd}/ssh_config`);
        const inject = `timeout -k 5 30 strace -f -qq -o /dev/null -e trace=${name} -e inject=${name}:signal=KILL:when=${rank}`;
        shell(`${inject} "$NODE" "$BIN" --fix ssh_config`, cwd, {}, LONGEST_TRACE);
        states.add(expectOldOrNew(`${cwd}/ssh_config`));
        expect(run(["--fix", "ssh_config"], { cwd })).toMatchObject({ status: 0 });
        expect(expectOldOrNew(`${cwd}/ssh_config`)).toBe("new");
        expect(leftovers(cwd)).toEqual([]);
      }
      expect([...states].sort()).toEqual(["new", "old"]);
    },
    timeout,
  );

  it.each([
    ["ENOSPC", ["openat", "write", "fsync", "rename", "symlink"]],
    ["EDQUOT", ["openat", "write", "symlink"]],
    ["EIO", ["write", "fsync", "rename", "unlink", "pread64"]],
    ["EROFS", ["symlink", "openat", "rename"]],
    ["EACCES", ["symlink", "openat", "rename", "fchown"]],
    ["EPERM", ["rename", "fchmod", "fchown"]],
  ])(
    "%s leaves the old file or the new one, and says which",
    (error, names) => {
      const calls = callsOfWrite();
      for (const name of names) {
        for (const { rank } of chosen(calls.filter((call) => call.name === name)).slice(0, KILLS >= 1000 ? 99 : 4)) {
          const cwd = sandbox({ ssh_config: entry });
          own(`${cwd}/ssh_config`);
          const inject = `timeout -k 5 10 strace -f -qq -o log -e trace=${name} -e inject=${name}:error=${error}:when=${rank}`;
          const line = `${inject} "$NODE" "$BIN" --fix ssh_config`;
          const { status, stderr, stdout } = shell(line, cwd, {}, LONGEST_TRACE);
          const state = expectOldOrNew(`${cwd}/ssh_config`);
          const what = `${name} ${rank} with ${error}: ${state}, status ${status}\n${stderr}${stdout}`;
          // A thread of Node's whose wake-up call fails waits for ever; nothing else may.
          if (hung.includes(status))
            expect(
              injected(`${cwd}/log`).some((call) => wakeUp.test(call)),
              what,
            ).toBe(true);
          // The report's own write may be the one that fails: then there is no report to look at.
          if (state === "old") expect(status, what).not.toBe(0);
          if (state === "old" && status === 2 && stderr !== "") expect(stderr, what).toMatch(/keepalive-lint: /);
        }
      }
    },
    timeout,
  );
});

describe("a full disk", () => {
  const hasTmpfs = available("a disk that is really full (mount)", () => {
    const cwd = "/tmp";
    return runs(
      "sh",
      "-c",
      `cd ${cwd} && d=$(mktemp -d) && mount -t tmpfs -o size=16k none "$d" && umount "$d" && rmdir "$d"`,
    );
  });

  it.runIf(hasTmpfs)("leaves the old file, says so, and leaves nothing else", () => {
    const cwd = sandbox({});
    const made = shell("mkdir disk && mount -t tmpfs -o size=16k none disk", cwd);
    expect(made.status).toBe(0);
    try {
      writeFileSync(`${cwd}/disk/ssh_config`, oldText, "latin1");
      shell("head -c 100000 /dev/zero > disk/fill", cwd);
      const { status, stderr } = run(["--fix", "disk/ssh_config"], { cwd });
      expect(status).toBe(2);
      expect(stderr).toMatch(/disk\/ssh_config: not written: cannot be written: no space left on the device/);
      // The diff is not lost.
      expect(stderr).toContain("+  ServerAliveInterval 60");
      expect(readFileSync(`${cwd}/disk/ssh_config`, "latin1")).toBe(oldText);
      expect(leftovers(`${cwd}/disk`)).toEqual([]);
    } finally {
      shell("umount disk", cwd);
    }
  });

  it.runIf(hasTmpfs)("that is read-only leaves the old file and says so", () => {
    const cwd = sandbox({});
    shell(`mkdir disk && mount -t tmpfs -o size=64k none disk`, cwd);
    try {
      writeFileSync(`${cwd}/disk/ssh_config`, oldText, "latin1");
      shell("mount -o remount,ro disk", cwd);
      const { status, stderr } = run(["--fix", "disk/ssh_config"], { cwd });
      expect({ status, stderr }).toMatchObject({ status: 2 });
      expect(stderr).toMatch(/not written: lies on a read-only file system/);
      expect(readFileSync(`${cwd}/disk/ssh_config`, "latin1")).toBe(oldText);
    } finally {
      shell("umount disk", cwd);
    }
  });
});

it("the new text is what the tests take it for", () => {
  expect(newText).not.toBe(oldText);
});
