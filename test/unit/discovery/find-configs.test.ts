import { describe, expect, it } from "vitest";
import { findConfigs } from "../../../src/discovery/find-configs.ts";
import { projectRoot } from "../../../src/discovery/project-root.ts";
import { type MemoryEntry, memoryFiles } from "../../../src/io/memory-files.ts";

const found = (tree: Record<string, MemoryEntry>, directory: string) =>
  findConfigs(memoryFiles(tree), directory).configs.map(({ path, side }) => `${side} ${path}`);

describe("findConfigs", () => {
  it("finds both sides' files, sorted, and no one else's", () => {
    const tree = {
      "/repo/.ssh/config": "",
      "/repo/.ssh/id_rsa": "",
      "/repo/.git/config": "",
      "/repo/.git/ssh/config": "",
      "/repo/roles/ssh/templates/sshd_config.j2": "",
      "/repo/roles/ssh/files/sshd_config.sh": "",
      "/repo/node_modules/x/ssh_config": "",
      "/repo/i3/config": "",
      "/elsewhere/ssh_config": "",
    };
    expect(found(tree, "/repo")).toEqual([
      "client /repo/.ssh/config",
      "server /repo/roles/ssh/templates/sshd_config.j2",
    ]);
  });

  it("names what it finds as the directory was named", () => {
    expect(found({ "ssh/config": "" }, ".")).toEqual(["client ssh/config"]);
    expect(found({ "a/ssh/config": "" }, "./a")).toEqual(["client ./a/ssh/config"]);
    expect(found({ "/ssh/config": "" }, "/")).toEqual(["client /ssh/config"]);
  });

  it("judges by the names above the directory, too, however it was named", () => {
    const tree = { "/home/me/.ssh/config": "", "/home/me/.ssh/config.d/work": "", "/link": { link: "/home/me/.ssh" } };
    expect(found(tree, "/link")).toEqual(["client /link/config", "client /link/config.d/work"]);
    expect(found(tree, "/home/me/.ssh/config.d")).toEqual(["client /home/me/.ssh/config.d/work"]);
  });

  it("searches a directory that was named although it would skip it", () => {
    expect(found({ "/node_modules/ssh_config": "" }, "/node_modules")).toEqual(["client /node_modules/ssh_config"]);
  });

  it("never follows a link to a directory", () => {
    const tree = { "/repo/loop": { link: "." }, "/repo/out": { link: "/etc" }, "/etc/ssh/ssh_config": "" };
    expect(found(tree, "/repo")).toEqual([]);
  });

  const linked = {
    "/repo/.ssh/config": { link: "../files/my-ssh" },
    "/repo/files/my-ssh": "",
    "/repo/home/.ssh/config": { link: "../../.ssh/config" },
    "/repo/ssh/config": { link: "/home/me/.ssh/config" },
    "/repo/x/ssh_config": { link: "nowhere" },
    "/repo/y/ssh_config": { link: "../z/sshd_config" },
    "/repo/z/sshd_config": "",
    "/repo/z/ssh_config": { link: "." },
    "/home/me/.ssh/config": "",
  };

  it("takes a linked file once, and none from outside", () => {
    const configs = findConfigs(memoryFiles(linked), "/repo").configs.map((config) => config.path);
    expect(configs).toEqual(["/repo/.ssh/config", "/repo/z/sshd_config"]);
  });

  it("takes linked files from outside where that is wanted", () => {
    const all = findConfigs(memoryFiles(linked), "/repo", { boundary: null }).configs.map((config) => config.path);
    expect(all).toContain("/repo/ssh/config");
    expect(findConfigs(memoryFiles(linked), "/repo", { boundary: "/home" }).configs.map((c) => c.path)).toEqual([
      "/repo/ssh/config",
      "/repo/z/sshd_config",
    ]);
  });

  it("says when it ended at a limit", () => {
    const tree = { "/a/b/c/ssh_config": "", "/a/ssh_config": "" };
    expect(findConfigs(memoryFiles(tree), "/a", { maxNames: 2 }).complete).toBe(false);
    expect(findConfigs(memoryFiles(tree), "/a", { maxDepth: 1 })).toMatchObject({
      configs: [{ path: "/a/ssh_config" }],
      complete: false,
    });
    expect(findConfigs(memoryFiles(tree), "/a")).toMatchObject({ complete: true, configs: { length: 2 } });
  });

  it("names directories that it could not list", () => {
    const files = memoryFiles({ "/a/b/ssh_config": "", "/a/c/ssh_config": "" });
    const result = findConfigs({ ...files, entries: (path) => (path === "/a/b" ? null : files.entries(path)) }, "/a");
    expect(result).toMatchObject({ configs: [{ path: "/a/c/ssh_config" }], unreadable: ["/a/b"] });
    expect(findConfigs(files, "/nowhere").unreadable).toEqual(["/nowhere"]);
  });
});

describe("projectRoot", () => {
  const files = memoryFiles({
    "/src/repo/.git/HEAD": "",
    "/src/repo/a/ssh_config": "",
    "/src/repo/module/.git": "gitdir: ../.git/modules/module",
    "/src/repo/module/ssh_config": "",
    "/link": { link: "/src/repo/a" },
    "/other/ssh_config": "",
    ".git/HEAD": "",
    "here/ssh_config": "",
  });

  it.each([
    ["/src/repo/a/ssh_config", "/src/repo"],
    ["/src/repo/a", "/src/repo"],
    ["/src/repo", "/src/repo"],
    ["/src/repo/a/not-there", "/src/repo"],
    ["/src/repo/module/ssh_config", "/src/repo/module"],
    ["/link/ssh_config", "/src/repo"],
    ["/other/ssh_config", null],
    ["/nowhere/ssh_config", null],
    ["here/ssh_config", "."],
  ])("of %s is %s", (path, root) => {
    expect(projectRoot(files, path)).toBe(root);
  });
});
