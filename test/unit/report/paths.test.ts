import { describe, expect, it } from "vitest";
import { pathsForPeople, pathsForPrograms, pathsWithHome } from "../../../src/report/paths.ts";
import { bytes } from "./helpers.ts";

const at = (cwd: string, home = "/home/me") => ({ cwd, home });

describe("paths", () => {
  it.each([
    ["under the working directory", "/work/ssh/config", "/work", "ssh/config", "ssh/config"],
    ["elsewhere", "/etc/ssh/ssh_config", "/work", "/etc/ssh/ssh_config", "/etc/ssh/ssh_config"],
    ["a neighbour with the same beginning", "/workshop/config", "/work", "/workshop/config", "/workshop/config"],
    ["at home", "/home/me/.ssh/config", "/work", "/home/me/.ssh/config", "~/.ssh/config"],
    ["at home, from there", "/home/me/.ssh/config", "/home/me", ".ssh/config", "~/.ssh/config"],
    ["in a repository at home", "/home/me/dot/config", "/home/me/dot", "config", "config"],
    ["from the root directory", "/etc/config", "/", "etc/config", "etc/config"],
    ["already relative", "ssh/config", "/work", "ssh/config", "ssh/config"],
    ["standard input", "-", "/work", "-", "-"],
    ["UTF-8", bytes("/work/ü"), "/work", "ü", "ü"],
    ["no UTF-8", "/work/\xfc", "/work", "\\xfc", "\\xfc"],
  ])("%s", (_, path, cwd, programs, people) => {
    expect(pathsForPrograms(at(cwd))(path)).toBe(programs);
    expect(pathsForPeople(at(cwd))(path)).toBe(programs);
    expect(pathsWithHome(at(cwd))(path)).toBe(people);
  });

  it("a name with an escape sequence", () => {
    expect(pathsForPeople(at("/work"))("/work/\x1b[2J\n")).toBe("\\x1b[2J\\n");
  });

  it("no home", () => {
    expect(pathsWithHome(at("/work", ""))("/etc/x")).toBe("/etc/x");
    expect(pathsWithHome(at("/work", "/"))("/etc/x")).toBe("/etc/x");
  });
});
