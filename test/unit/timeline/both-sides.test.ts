import { describe, expect, it } from "vitest";
import { bothSides } from "../../../src/timeline/both-sides.ts";
import { timelineOf } from "../report/helpers.ts";

const client = (interval: number, count: number, tcp: "yes" | "no" = "yes") =>
  timelineOf("client", interval, count, tcp, false, 1000);
const server = (interval: number, count: number, tcp: "yes" | "no" = "yes") =>
  timelineOf("server", interval, count, tcp, false, 1000);

describe("both sides of one connection", () => {
  it.each([
    ["the client", client(15, 3), server(60, 3), "client", 60, 240],
    ["the server", client(60, 3), server(15, 3), "server", 60, 240],
    ["about the same time", client(15, 3), server(15, 3), "either", 60, 60],
    ["only the server asks", client(0, 3, "no"), server(60, 3), "server", 240, null],
    ["only the client asks", client(60, 3), server(0, 3, "no"), "client", 240, null],
  ] as const)("%s", (_name, here, there, first, sooner, later) => {
    const together = bothSides(here, there);
    expect(together.first).toBe(first);
    expect(together.firstGivesUp?.latest).toBe(sooner);
    if (later === null) expect(together.otherGivesUp).toHaveProperty("never", true);
    else expect(together.otherGivesUp).toMatchObject({ latest: later });
  });

  it("neither ever notices", () => {
    const together = bothSides(client(0, 3, "no"), server(0, 3, "no"));
    expect(together).toMatchObject({ first: "neither", firstGivesUp: null, firstProbe: null });
    expect(together.keepsNetworkStateAlive).toBe(false);
  });

  it("one side's probes keep the network's state for both", () => {
    const together = bothSides(client(0, 3), server(60, 3));
    expect(together).toMatchObject({ keepsNetworkStateAlive: true, firstProbe: { by: "server", latest: 60 } });
    expect(bothSides(client(600, 3), server(300, 3)).keepsNetworkStateAlive).toBe(false);
  });
});
