import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { BytePath } from "../../../src/io/files.ts";
import { memoryFiles } from "../../../src/io/memory-files.ts";
import { nodeFiles } from "../../../src/io/node-files.ts";
import { temporaryDirectory } from "./temporary.ts";

const paths = [
  "",
  "/a",
  "/a/",
  "/a/./config",
  "/a/../a/config",
  "/a/config",
  "/b/config",
  "/b",
  "/dangling",
  "/dangling/x",
  "/circle",
  "/nowhere",
  "/a/config/x",
  "/absolute",
  "/absolute/config",
];

/** The same tree on disk, so that memory cannot drift from what Linux does. */
function onDisk(): BytePath {
  const root = temporaryDirectory();
  mkdirSync(`${root}/a`);
  writeFileSync(`${root}/a/config`, "Host *\n");
  writeFileSync(`${root}/a/Zoo`, "");
  symlinkSync("a", `${root}/b`);
  symlinkSync("nowhere", `${root}/dangling`);
  symlinkSync("circle", `${root}/circle`);
  symlinkSync(`${root}/a`, `${root}/absolute`);
  return root;
}

const inMemory = (root: BytePath) =>
  memoryFiles({
    [`${root}/a/config`]: "Host *\n",
    [`${root}/a/Zoo`]: "",
    [`${root}/b`]: { link: "a" },
    [`${root}/dangling`]: { link: "nowhere" },
    [`${root}/circle`]: { link: "circle" },
    [`${root}/absolute`]: { link: `${root}/a` },
  });

it.each(paths)("agrees with the real file system about %j", (path) => {
  const root = onDisk();
  const place = root + path;
  const [memory, disk] = [inMemory(root), nodeFiles()];
  expect(memory.list(place)).toEqual(disk.list(place));
  expect(memory.entries(place)).toEqual(disk.entries(place));
  expect(memory.isLink(place)).toBe(disk.isLink(place));
  expect(memory.realPath(place)).toBe(disk.realPath(place));
  expect(memory.facts(place)?.kind).toBe(disk.facts(place)?.kind);
  const [inMemoryText, onDiskText] = [memory.read(place), disk.read(place)];
  if (inMemoryText.ok && onDiskText.ok) expect(inMemoryText.value.text).toBe(onDiskText.value.text);
  else expect(inMemoryText).toMatchObject({ ok: false, error: { kind: !onDiskText.ok && onDiskText.error.kind } });
});

it("takes facts as given", () => {
  const files = memoryFiles({ "/etc/ssh/ssh_config": { text: "x\xff", mode: 0o600, uid: 0 } });
  expect(files.facts("/etc/ssh/ssh_config")).toEqual({
    kind: "file",
    size: 2,
    mode: 0o600,
    uid: 0,
    gid: 1000,
    links: 1,
  });
});

it("knows relative paths", () => {
  const files = memoryFiles({ "ssh/config": "x", "./README": "" });
  expect(files.list(".")).toEqual(["README", "ssh"]);
  expect(files.read("./ssh//config")).toMatchObject({ ok: true });
  expect(files.realPath("ssh")).toBe("ssh");
});
