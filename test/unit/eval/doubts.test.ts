import { describe, expect, it } from "vitest";
import { compile } from "../../../src/eval/compile.ts";
import { configFile } from "../../../src/eval/config-file.ts";
import { type Evaluated, evaluatorOf } from "../../../src/eval/effective.ts";
import { noConnection } from "../../../src/eval/server.ts";
import { memoryFiles } from "../../../src/io/memory-files.ts";

const version = { release: 1006, portable: 1, vendor: "upstream" } as const;
const typed = { user: null, localUser: "me", tag: "", command: "", sessionType: "shell" } as const;

function evaluatorFor(side: "client" | "server", text: string) {
  const file = configFile({ path: "/config", text }, side, null);
  const { program } = compile({
    side,
    version,
    roots: [{ file, userFile: true }],
    files: memoryFiles({}),
    locate: () => ({ kind: "skipped" }),
    refusesOwner: () => null,
  });
  return evaluatorOf(program);
}

const client = (text: string): Evaluated => evaluatorFor("client", text).client({ ...typed, host: "a" }, "a");
const server = (text: string): Evaluated => {
  const request = { ...noConnection, user: "bob" };
  return evaluatorFor("server", text).server(request, "bob");
};

const numbered = (count: number, block: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => block(at + 1)).join("");
const commands = (count: number): string => numbered(count, (at) => `Match exec "c${at}"\nServerAliveInterval ${at}\n`);

describe("many unknown conditions", () => {
  it("are all foreseen where the first one that holds decides", () => {
    const { possible, values } = client(commands(40));
    expect(values.interval).toBe(0);
    const intervals = new Set(possible.map(({ settings }) => Number(settings?.interval.value)));
    expect(intervals).toEqual(new Set(Array.from({ length: 40 }, (_, at) => at + 1)));
  });

  it.each([60, 2000])("stay bounded: %i", (count) => {
    const { possible } = client(commands(count));
    expect(possible.length).toBeLessThan(60);
    expect(possible.at(-1)?.settings).toBeNull();
  });

  it("leave certain what was decided before them", () => {
    const { settings } = client(`TCPKeepAlive no\n${commands(60)}`);
    expect(settings.tcpKeepAlive).toMatchObject({ value: "no", certainty: "certain" });
    expect(settings.interval.certainty).toBe("possible");
  });

  it("do not matter behind what decides", () => {
    const { possible, settings } = client(`ServerAliveInterval 5\n${commands(60)}`);
    expect(possible).toEqual([]);
    expect(settings.interval).toMatchObject({ value: 5, certainty: "certain" });
  });

  it("do not matter where nothing asks them", () => {
    expect(client(numbered(60, (at) => `Match exec c${at}\nForwardAgent yes\n`)).possible).toEqual([]);
  });

  it("leave TCPKeepAlive of a server certain", () => {
    const { settings, possible } = server(numbered(60, (at) => `Match group g${at}\nClientAliveInterval ${at}\n`));
    expect(possible.length).toBeLessThan(60);
    expect(settings.tcpKeepAlive.certainty).toBe("certain");
    expect(settings.interval.certainty).toBe("possible");
  });
});
