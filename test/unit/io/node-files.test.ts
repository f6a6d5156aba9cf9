import { chmodSync, linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { MAX_FILE_BYTES } from "../../../src/io/files.ts";
import { nodeFiles } from "../../../src/io/node-files.ts";
import { isRoot, named, succeeds, temporaryDirectory } from "./temporary.ts";

const files = nodeFiles();
const allBytes = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));

function failure(path: string) {
  const result = files.read(path);
  if (result.ok) throw new Error(`${path} was read`);
  return result.error;
}

function text(path: string): string {
  const result = files.read(path);
  if (!result.ok) throw new Error(result.error.message);
  return result.value.text;
}

describe("read", () => {
  it.each([
    ["empty", ""],
    ["one byte", "\n"],
    ["all bytes", allBytes],
    ["NUL bytes", "Host a\0b\0\n"],
    ["more than one chunk", allBytes.repeat(1024)],
  ])("keeps every byte: %s", (_, content) => {
    const directory = temporaryDirectory();
    writeFileSync(named(directory, "f"), Buffer.from(content, "latin1"));
    expect(text(`${directory}/f`)).toBe(content);
  });

  it("tells the facts of the open file", () => {
    const directory = temporaryDirectory();
    writeFileSync(named(directory, "f"), "Host *\n");
    chmodSync(named(directory, "f"), 0o4640);
    linkSync(named(directory, "f"), named(directory, "g"));
    const result = files.read(`${directory}/f`);
    expect(result).toMatchObject({ value: { facts: { kind: "file", size: 7, mode: 0o4640, links: 2 } } });
    expect(files.facts(`${directory}/f`)).toMatchObject({
      kind: "file",
      uid: process.getuid?.(),
      gid: expect.any(Number),
    });
  });

  it("reads a name that is not UTF-8", () => {
    const directory = temporaryDirectory();
    writeFileSync(named(directory, "caf\xe9"), "x");
    expect(text(`${directory}/caf\xe9`)).toBe("x");
  });

  it.runIf(process.platform === "linux")("reads to the end where the system tells no size", () => {
    expect(text("/proc/self/status")).toMatch(/^Name:/);
    expect(text("/proc/kallsyms").length).toBeGreaterThan(100_000);
  });

  it("follows a symbolic link", () => {
    const directory = temporaryDirectory();
    writeFileSync(named(directory, "f"), "x");
    symlinkSync("f", named(directory, "link"));
    expect(text(`${directory}/link`)).toBe("x");
  });

  it("does not wait for a FIFO, nor open it", () => {
    const directory = temporaryDirectory();
    expect(succeeds("mkfifo", `${directory}/fifo`)).toBe(true);
    expect(failure(`${directory}/fifo`)).toEqual({
      kind: "not-regular",
      path: `${directory}/fifo`,
      message: "is a FIFO, not a regular file",
    });
  });

  it("reads what stands in a listed file's place by now as if nobody had listed it", () => {
    const directory = temporaryDirectory();
    writeFileSync(named(directory, "f"), "Host *\n");
    symlinkSync("f", named(directory, "link"));
    symlinkSync("/dev/zero", named(directory, "device"));
    expect(succeeds("mkfifo", `${directory}/fifo`)).toBe(true);
    const listed = (name: string) => files.read(`${directory}/${name}`, true);
    expect(listed("f")).toEqual(files.read(`${directory}/f`));
    expect(listed("link")).toEqual(files.read(`${directory}/f`));
    for (const name of ["device", "fifo", "nothing"]) expect(listed(name)).toEqual(files.read(`${directory}/${name}`));
    expect(listed("fifo").ok).toBe(false);
  });

  it("does not open a socket", async () => {
    const directory = temporaryDirectory();
    const server = createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(`${directory}/socket`, resolve));
    expect(failure(`${directory}/socket`)).toMatchObject({
      kind: "not-regular",
      message: "is a socket, not a regular file",
    });
  });

  it.each([
    ["/dev/zero", "not-regular", "is a device, not a regular file"],
    ["/", "not-regular", "is a directory, not a regular file"],
    ["/nowhere/config", "missing", "does not exist"],
    ["", "missing", "does not exist"],
    ["/etc/passwd/config", "missing", "does not exist: a part of its path is not a directory"],
    ["/etc/pass\0wd", "missing", "does not exist: no file name can hold a NUL byte"],
    [`/${"a".repeat(300)}`, "missing", "does not exist: no file name can be that long"],
  ])("refuses %j", (path, kind, message) => {
    expect(failure(path)).toEqual({ kind, path, message });
  });

  it.each([
    ["nowhere", "is a symbolic link to something that does not exist"],
    ["link", "is a symbolic link that leads in a circle"],
  ])("names a dangling link to %s", (target, message) => {
    const directory = temporaryDirectory();
    symlinkSync(target, named(directory, "link"));
    expect(failure(`${directory}/link`)).toMatchObject({ kind: "dangling-link", message });
  });

  it.skipIf(isRoot)("names a file that may not be read", () => {
    const directory = temporaryDirectory();
    writeFileSync(named(directory, "f"), "x");
    chmodSync(named(directory, "f"), 0);
    expect(failure(`${directory}/f`)).toMatchObject({ kind: "denied", message: "may not be read: permission denied" });
  });

  it("reads up to 64 MiB and refuses one byte more", () => {
    const directory = temporaryDirectory();
    const path = `${directory}/large`;
    writeFileSync(path, "");
    truncateSync(path, MAX_FILE_BYTES);
    expect(text(path).length).toBe(MAX_FILE_BYTES);
    truncateSync(path, MAX_FILE_BYTES + 1);
    expect(failure(path)).toMatchObject({ kind: "too-large", message: "is larger than 64 MiB" });
  });
});

describe("list", () => {
  it("sorts by byte value and keeps bytes that are not UTF-8", () => {
    const directory = temporaryDirectory();
    for (const name of ["b", "a", "B", ".hidden", "\xff", "\xc3\xa9"]) writeFileSync(named(directory, name), "");
    expect(files.list(directory)).toEqual([".hidden", "B", "a", "b", "\xc3\xa9", "\xff"]);
  });

  it.each(["/nowhere", "/etc/passwd", "/etc\0"])("gives null for %j", (path) => {
    expect(files.list(path)).toBeNull();
  });
});

describe("entries", () => {
  it("tell what each name itself is", () => {
    const directory = temporaryDirectory();
    writeFileSync(named(directory, "z"), "");
    mkdirSync(named(directory, "d\xff"));
    symlinkSync("nowhere", named(directory, "link"));
    succeeds("mkfifo", `${directory}/fifo`);
    expect(files.entries(directory)).toEqual([
      { name: "d\xff", kind: "directory" },
      { name: "fifo", kind: "other" },
      { name: "link", kind: "link" },
      { name: "z", kind: "file" },
    ]);
    expect(files.entries(`${directory}/d\xff`)).toEqual([]);
    expect(files.entries(`${directory}/z`)).toBeNull();
  });
});

describe("facts, isLink, realPath", () => {
  it("tell a link from where it leads", () => {
    const directory = temporaryDirectory();
    mkdirSync(named(directory, "d\xe9"));
    symlinkSync(named(directory, "d\xe9"), named(directory, "link"));
    symlinkSync("nowhere", named(directory, "dangling"));
    expect(files.facts(`${directory}/link`)?.kind).toBe("directory");
    expect(files.facts("/dev/null")?.kind).toBe("other");
    expect(files.isLink(`${directory}/link`)).toBe(true);
    expect(files.isLink(`${directory}/dangling`)).toBe(true);
    expect(files.isLink(`${directory}/d\xe9`)).toBe(false);
    expect(files.realPath(`${directory}/link/`)).toBe(`${files.realPath(directory)}/d\xe9`);
  });

  it.each(["/nowhere", "/etc/passwd/x", "/a\0b"])("find nothing at %j", (path) => {
    expect([files.facts(path), files.isLink(path), files.realPath(path)]).toEqual([null, false, null]);
  });
});
