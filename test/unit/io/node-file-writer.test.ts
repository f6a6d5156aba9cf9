import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { describe, expect, it } from "vitest";
import { ok } from "../../../src/base/result.ts";
import { carryNothing } from "../../../src/io/attributes.ts";
import { nodeFileWriter } from "../../../src/io/node-writer.ts";
import { refusalOf } from "../../../src/io/write-refusals.ts";
import { isRoot, named, succeeds, temporaryDirectory } from "./temporary.ts";

const files = nodeFileWriter(carryNothing);
const writer = {
  ...files,
  replace: (path: string, expected: string, replacement: string) => {
    const replaced = files.replaceAll([{ path, expected, replacement }]);
    return replaced.ok ? ok(null) : replaced;
  },
};
const DONE = { ok: true, value: null };
const OLD = "Host *\n";
const NEW = "Host *\n  ServerAliveInterval 60\n";

/** A directory with a `config` of the old content in it. */
function directoryWithConfig(): string {
  const directory = temporaryDirectory();
  writeFileSync(`${directory}/config`, OLD);
  return directory;
}

/** What stays however a write ends: no temporary file, no lock. */
function expectOnly(directory: string, ...names: string[]): void {
  expect(readdirSync(directory).sort()).toEqual(names);
}

describe("replace", () => {
  it("writes every byte, and none but those", () => {
    const directory = directoryWithConfig();
    const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte)).repeat(500);
    expect(writer.replace(`${directory}/config`, OLD, bytes)).toEqual(DONE);
    expect(readFileSync(`${directory}/config`, "latin1")).toBe(bytes);
    expectOnly(directory, "config");
  });

  it.each([0o600, 0o644, 0o664, 0o755, 0o4711, 0o2750])("keeps mode %o", (mode) => {
    const directory = directoryWithConfig();
    chmodSync(`${directory}/config`, mode);
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toEqual(DONE);
    expect(statSync(`${directory}/config`).mode & 0o7777).toBe(mode);
  });

  it.runIf(isRoot)("keeps owner and group", () => {
    const directory = directoryWithConfig();
    chownSync(`${directory}/config`, 1234, 5678);
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toEqual(DONE);
    expect(statSync(`${directory}/config`)).toMatchObject({ uid: 1234, gid: 5678 });
  });

  it("makes a new file: who has the old one open keeps reading it", () => {
    const directory = directoryWithConfig();
    const before = statSync(`${directory}/config`).ino;
    writer.replace(`${directory}/config`, OLD, NEW);
    expect(statSync(`${directory}/config`).ino).not.toBe(before);
  });

  it("keeps a chain of symbolic links and writes the file behind it", () => {
    const directory = temporaryDirectory();
    mkdirSync(`${directory}/dotfiles`);
    mkdirSync(`${directory}/home`);
    writeFileSync(`${directory}/dotfiles/config`, OLD);
    symlinkSync("../dotfiles/config", `${directory}/home/first`);
    symlinkSync("first", `${directory}/home/config`);
    expect(writer.replace(`${directory}/home/config`, OLD, NEW)).toEqual(DONE);
    expect(readlinkSync(`${directory}/home/config`)).toBe("first");
    expect(lstatSync(`${directory}/home/first`).isSymbolicLink()).toBe(true);
    expect(readFileSync(`${directory}/dotfiles/config`, "latin1")).toBe(NEW);
    expectOnly(`${directory}/dotfiles`, "config");
    expectOnly(`${directory}/home`, "config", "first");
  });

  it("writes a file whose name is not UTF-8, or as long as a name may be", () => {
    const directory = temporaryDirectory();
    for (const name of ["caf\xe9", "n".repeat(255)]) {
      writeFileSync(named(directory, name), OLD);
      expect(writer.replace(`${directory}/${name}`, OLD, NEW)).toEqual(DONE);
      expect(readFileSync(named(directory, name), "latin1")).toBe(NEW);
    }
  });

  it("refuses a file that is not as expected, and leaves it", () => {
    const directory = directoryWithConfig();
    writeFileSync(`${directory}/config`, "Host other\n");
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toEqual({
      ok: false,
      error: { kind: "changed", path: `${directory}/config`, message: "was changed by someone else in the meantime" },
    });
    expect(readFileSync(`${directory}/config`, "latin1")).toBe("Host other\n");
    expectOnly(directory, "config");
  });

  it.each(["config", "dangling"])("refuses %s, which is not there", (name) => {
    const directory = temporaryDirectory();
    symlinkSync("nowhere", `${directory}/dangling`);
    expect(writer.replace(`${directory}/${name}`, OLD, NEW)).toMatchObject({ error: { kind: "changed" } });
    expectOnly(directory, "dangling");
  });

  it("refuses a file with several names", () => {
    const directory = directoryWithConfig();
    linkSync(`${directory}/config`, `${directory}/other`);
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toMatchObject({
      error: { kind: "hard-links", message: "has 2 names (hard links), of which only one would be changed" },
    });
    expect(readFileSync(`${directory}/other`, "latin1")).toBe(OLD);
    expectOnly(directory, "config", "other");
  });

  it.runIf(isRoot)("refuses what an unprivileged user may not replace", () => {
    const directory = directoryWithConfig();
    chownSync(directory, 1234, 1234);
    expect(asUser(1234, () => writer.replace(`${directory}/config`, OLD, NEW))).toMatchObject({
      error: { kind: "foreign-owner", message: "belongs to another user" },
    });
    chownSync(`${directory}/config`, 1234, 5678);
    expect(asUser(1234, () => writer.replace(`${directory}/config`, OLD, NEW))).toMatchObject({
      error: { kind: "foreign-owner", message: "has an owner or group that the new file may not be given" },
    });
    expect(readFileSync(`${directory}/config`, "latin1")).toBe(OLD);
    expectOnly(directory, "config");
  });

  it.skipIf(isRoot)("refuses a file or directory that is read-only for the user", () => {
    const directory = directoryWithConfig();
    chmodSync(`${directory}/config`, 0o400);
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toMatchObject({ error: { kind: "denied" } });
    chmodSync(`${directory}/config`, 0o600);
    chmodSync(directory, 0o500);
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toMatchObject({ error: { kind: "denied" } });
    chmodSync(directory, 0o700);
    expectOnly(directory, "config");
  });

  it.runIf(process.platform === "linux")(
    "refuses where the directory's default ACL would give the file a new ACL",
    (test) => {
      const directory = directoryWithConfig();
      if (!succeeds("python3", "-c", DEFAULT_ACL, directory)) test.skip("no python3, or no ACLs here");
      expect(writer.replace(`${directory}/config`, OLD, NEW)).toMatchObject({ error: { kind: "attributes" } });
      expectOnly(directory, "config");
    },
  );
});

describe("two runs", () => {
  const lockOf = (directory: string): string => `${directory}/.config.keepalive-lint.lock`;

  it("exclude each other: a lock of a living process is respected", () => {
    const directory = directoryWithConfig();
    writeFileSync(lockOf(directory), `${process.pid}-abc elsewhere\n`);
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toMatchObject({
      error: {
        kind: "busy",
        message:
          "is being changed by another run of keepalive-lint (if there is none, remove .config.keepalive-lint.lock)",
      },
    });
    expectOnly(directory, ".config.keepalive-lint.lock", "config");
  });

  it.each(["", "garbage", "999999999-abc another-machine\n"])(
    "respect a young lock that tells nothing: %j",
    (content) => {
      const directory = directoryWithConfig();
      writeFileSync(lockOf(directory), content);
      expect(writer.replace(`${directory}/config`, OLD, NEW)).toMatchObject({ error: { kind: "busy" } });
    },
  );

  it("break a lock whose time is long over", () => {
    const directory = directoryWithConfig();
    writeFileSync(lockOf(directory), "999999999-abc another-machine\n");
    const past = Date.now() / 1000 - 3600;
    utimesSync(lockOf(directory), past, past);
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toEqual(DONE);
    expectOnly(directory, "config");
  });

  it("remove what a killed run has left", () => {
    const directory = directoryWithConfig();
    writeFileSync(lockOf(directory), `999999999-abc ${thisMachine()}\n`);
    writeFileSync(`${directory}/.keepalive-lint-999999999-abc.tmp`, "half");
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toEqual(DONE);
    expectOnly(directory, "config");
  });

  it("never remove a file that a forged lock names", () => {
    const directory = directoryWithConfig();
    mkdirSync(`${directory}/.keepalive-lint-999999999-`);
    writeFileSync(`${directory}/victim.tmp`, "kept");
    writeFileSync(lockOf(directory), `999999999-/../victim ${thisMachine()}\n`);
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toEqual(DONE);
    expect(readFileSync(`${directory}/victim.tmp`, "latin1")).toBe("kept");
  });
});

describe("create", () => {
  it("makes the file with mode 600 and its directory with mode 700", () => {
    const directory = temporaryDirectory();
    expect(writer.create(`${directory}/.ssh/config`, NEW)).toEqual(DONE);
    expect(readFileSync(`${directory}/.ssh/config`, "latin1")).toBe(NEW);
    expect(statSync(`${directory}/.ssh/config`).mode & 0o7777).toBe(0o600);
    expect(statSync(`${directory}/.ssh`).mode & 0o7777).toBe(0o700);
  });

  it("never overwrites, nor writes through a dangling link", () => {
    const directory = directoryWithConfig();
    symlinkSync("nowhere", `${directory}/link`);
    for (const name of ["config", "link"]) {
      expect(writer.create(`${directory}/${name}`, NEW)).toMatchObject({
        error: { kind: "changed", message: "exists already" },
      });
    }
    expect(readFileSync(`${directory}/config`, "latin1")).toBe(OLD);
    expect(existsSync(`${directory}/nowhere`)).toBe(false);
  });

  it("makes one directory, not a path of them", () => {
    const directory = temporaryDirectory();
    expect(writer.create(`${directory}/a/b/config`, NEW)).toMatchObject({ ok: false });
    expectOnly(directory);
  });
});

it.each([
  ["ENOSPC", "no-space"],
  ["EDQUOT", "no-space"],
  ["EROFS", "read-only"],
  ["EACCES", "denied"],
  ["EPERM", "denied"],
  ["EBUSY", "io"],
  ["EIO", "io"],
])("%s is reported as %s", (code, kind) => {
  expect(refusalOf(Object.assign(new Error(`${code}: failed, write`), { code })).kind).toBe(kind);
});

it("an error that no system call gave is not hidden", () => {
  expect(() => refusalOf(new TypeError("bug"))).toThrow("bug");
});

function asUser<T>(uid: number, act: () => T): T {
  process.setegid?.(uid);
  process.seteuid?.(uid);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

const thisMachine = (): string =>
  process.platform === "linux"
    ? `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()}/${readlinkSync("/proc/self/ns/pid")}`
    : "";

/** Sets user::rwx, user:1000:r--, group::r-x, mask::rwx, other::--- as a directory's default ACL (Node has no call for it). */
const DEFAULT_ACL = `
import os, struct, sys
none = 0xffffffff
entries = [(1, 7, none), (2, 4, 1000), (4, 5, none), (16, 7, none), (32, 0, none)]
acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
os.setxattr(sys.argv[1], "system.posix_acl_default", acl)
`;
