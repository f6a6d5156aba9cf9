import { describe, expect, it } from "vitest";
import { compile } from "../../../src/eval/compile.ts";
import { configFile } from "../../../src/eval/config-file.ts";
import { noConnection } from "../../../src/eval/server.ts";
import { ServerIndex } from "../../../src/eval/server-index.ts";
import { memoryFiles } from "../../../src/io/memory-files.ts";
import { AddressIndex } from "../../../src/openssh/address-index.ts";

describe("AddressIndex", () => {
  it("says the lists in the order in which they were added, whatever their networks' sizes", () => {
    const index = new AddressIndex();
    for (const [id, list] of [
      "192.0.2.9",
      "10.0.0.0/8",
      "10.1.1.1",
      "10.1.0.0/16,10.0.0.0/8",
      "10.*",
      "10.0.0.0/x",
    ].entries())
      index.add(list, id);
    expect(index.candidates("10.1.1.1")).toEqual([1, 2, 3, 4, 5]);
    expect(index.candidates("10.9.9.9")).toEqual([1, 3, 4, 5]);
    expect(index.candidates("192.0.2.9")).toEqual([0, 5]);
    expect(index.candidates("2001:db8::1")).toEqual([5]);
    expect(index.candidates("no-address")).toEqual([]);
  });
});

describe("ServerIndex", () => {
  it("says a line with several patterns of wildcards alone once", () => {
    const text = "Match User *,**,?*\n  ClientAliveInterval 30\n";
    const file = configFile({ path: "/c", text }, "server", null);
    const { program } = compile({
      side: "server",
      version: { release: 1000, portable: 1, vendor: "upstream" },
      roots: [{ file, userFile: true }],
      files: memoryFiles({}),
      locate: (pattern) => ({ kind: "paths", pattern, paths: [] }),
      refusesOwner: () => null,
    });
    const index = new ServerIndex(program.conditions.map((condition) => ({ condition, id: 3, says: 0 })));
    expect(index.candidates({ ...noConnection, user: "bob" })).toEqual({ few: [3], lanes: [] });
  });
});
