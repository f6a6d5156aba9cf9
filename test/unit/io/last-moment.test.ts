import * as fs from "node:fs";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ok } from "../../../src/base/result.ts";
import { carryNothing } from "../../../src/io/attributes.ts";
import { nodeFileWriter } from "../../../src/io/node-writer.ts";
import { temporaryDirectory } from "./temporary.ts";

const calls = vi.hoisted((): { log: string[]; onSync: (nth: number) => void; onRename: () => void } => ({
  log: [],
  onSync: () => {},
  onRename: () => {},
}));

vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  return {
    ...real,
    fsyncSync: (fd: number) => {
      calls.onSync(calls.log.push(real.fstatSync(fd).isDirectory() ? "sync directory" : "sync file"));
      real.fsyncSync(fd);
    },
    renameSync: (from: fs.PathLike, to: fs.PathLike) => {
      calls.log.push("rename");
      calls.onRename();
      real.renameSync(from, to);
    },
  };
});

const files = nodeFileWriter(carryNothing);
const writer = {
  ...files,
  replace: (path: string, expected: string, replacement: string) => {
    const replaced = files.replaceAll([{ path, expected, replacement }]);
    return replaced.ok ? ok(null) : replaced;
  },
};
const OLD = "Host *\n";
const NEW = "Host *\n  ServerAliveInterval 60\n";
const systemError = (code: string): Error => Object.assign(new Error(`${code}: failed, fsync`), { code });

function directoryWithConfig(): string {
  const directory = temporaryDirectory();
  fs.writeFileSync(`${directory}/config`, OLD);
  return directory;
}

beforeEach(() => {
  Object.assign(calls, { log: [], onSync: () => {}, onRename: () => {} });
});

it("syncs the file before the rename and the directory after it", () => {
  const directory = directoryWithConfig();
  expect(writer.replace(`${directory}/config`, OLD, NEW).ok).toBe(true);
  expect(calls.log).toEqual(["sync file", "rename", "sync directory"]);
});

it("syncs a new file, its new directory, and what that lies in", () => {
  const directory = temporaryDirectory();
  expect(writer.create(`${directory}/.ssh/config`, NEW).ok).toBe(true);
  expect(calls.log).toEqual(["sync directory", "sync file", "sync directory"]);
});

describe("a change while the new file is being written", () => {
  it.each<[string, (path: string) => void]>([
    ["in the content", (path) => fs.writeFileSync(path, "Host other\n")],
    ["in the content, of the same length", (path) => fs.writeFileSync(path, "Host ?\n")],
    ["of the mode", (path) => fs.chmodSync(path, 0o400)],
    ["by a second name", (path) => fs.linkSync(path, `${path}.other`)],
    ["by removal", (path) => fs.unlinkSync(path)],
    [
      "by a link elsewhere",
      (path) => {
        fs.renameSync(path, `${path}.moved`);
        fs.symlinkSync("config.moved", path);
      },
    ],
  ])("%s is seen and not overwritten", (_, change) => {
    const directory = directoryWithConfig();
    calls.onSync = () => change(`${directory}/config`);
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toMatchObject({ error: { kind: "changed" } });
    const left = fs.readdirSync(directory).map((name) => fs.readFileSync(`${directory}/${name}`, "latin1"));
    expect(left).not.toContain(NEW);
    expect(fs.readdirSync(directory).filter((name) => name.includes("keepalive-lint"))).toEqual([]);
  });
});

describe("a failing system call", () => {
  it.each([
    ["ENOSPC", "no-space"],
    ["EDQUOT", "no-space"],
    ["EIO", "io"],
  ])("%s before the rename leaves the old file alone", (code, kind) => {
    const directory = directoryWithConfig();
    calls.onSync = () => {
      throw systemError(code);
    };
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toMatchObject({ error: { kind } });
    expect(fs.readdirSync(directory)).toEqual(["config"]);
    expect(fs.readFileSync(`${directory}/config`, "latin1")).toBe(OLD);
  });

  it("at the rename leaves the old file alone", () => {
    const directory = directoryWithConfig();
    calls.onRename = () => {
      throw systemError("EBUSY");
    };
    expect(writer.replace(`${directory}/config`, OLD, NEW)).toMatchObject({ error: { kind: "io" } });
    expect(fs.readdirSync(directory)).toEqual(["config"]);
  });

  it("of a directory's sync is said, where it means something", () => {
    for (const [code, outcome] of [
      ["EINVAL", { ok: true }],
      ["EIO", { error: { kind: "io", message: "was replaced, but may not survive a power cut: EIO: failed, fsync" } }],
    ] as const) {
      const directory = directoryWithConfig();
      calls.log = [];
      calls.onSync = (nth) => {
        if (nth === 3) throw systemError(code);
      };
      expect(writer.replace(`${directory}/config`, OLD, NEW)).toMatchObject(outcome);
      expect(fs.readFileSync(`${directory}/config`, "latin1")).toBe(NEW);
    }
  });

  it("while a file is created leaves nothing", () => {
    const directory = temporaryDirectory();
    calls.onSync = () => {
      throw systemError("ENOSPC");
    };
    expect(writer.create(`${directory}/config`, NEW)).toMatchObject({ error: { kind: "no-space" } });
    expect(fs.readdirSync(directory)).toEqual([]);
  });
});
