import { describe, expect, it } from "vitest";
import { parseJumps } from "../../../src/eval/route.ts";

describe("a ProxyJump list", () => {
  it.each([
    ["gw", [{ host: "gw", user: null, port: null }]],
    ["bob@gw:2222", [{ host: "gw", user: "bob", port: 2222 }]],
    ["ssh://bob@gw:2222/", [{ host: "gw", user: "bob", port: 2222 }]],
    ["[2001:db8::1]:22", [{ host: "2001:db8::1", user: null, port: 22 }]],
    ["2001:db8::1", [{ host: "2001:db8::1", user: null, port: null }]],
    ["a@b@gw", [{ host: "gw", user: "a@b", port: null }]],
    [
      "gw1,bob@gw2",
      [
        { host: "gw1", user: null, port: null },
        { host: "gw2", user: "bob", port: null },
      ],
    ],
  ])("%s", (text, expected) => {
    expect(parseJumps(text)).toEqual(expected);
  });
});
