import { describe, expect, it } from "vitest";
import { seconds } from "../../../src/base/units.ts";
import { storyOf } from "../../../src/report/timeline-events.ts";
import { pictureOf } from "../../../src/report/timeline-picture.ts";
import type { Axis } from "../../../src/timeline/axis.ts";

const axis = (interval: number, probes: number, more: Partial<Axis> = {}): Axis => ({
  probes: { first: seconds(interval), every: seconds(interval), count: probes },
  kernelProbes: null,
  networkForgets: seconds(240),
  kernel: { earliest: seconds(interval + 925), latest: seconds(interval + 1045) },
  givesUp: { earliest: seconds(interval * (probes + 1)), latest: seconds(interval * (probes + 1)), by: "ssh" },
  ...more,
});

const picture = (drawn: Axis, width: number, unicode = false): string[] =>
  pictureOf(storyOf("client", drawn, (drawn.probes?.first ?? 9999) < 240), width, unicode);

describe("the picture", () => {
  it.each([58, 78, 98, 118, 158])("at %i columns fits, and shows the limit of the network", (width) => {
    for (const drawn of [axis(15, 3), axis(60, 3), axis(600, 3), axis(1, 40), axis(30, 3, { networkForgets: null })]) {
      const lines = picture(drawn, width);
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
      if (drawn.networkForgets !== null) expect(lines.join("\n")).toMatch(/network/);
      expect(lines[1]).toMatch(/x/);
    }
  });

  it("says when the kernel would give up, where there is room", () => {
    expect(picture(axis(15, 3), 78).join("\n")).toMatch(/60 s +240 s +940 s\n.*x[ .]+\|[ .]+k\n/);
    expect(picture(axis(15, 3), 58).join("\n")).not.toMatch(/kernel/);
  });

  it("a limit that strikes stands on the axis, before the probe that comes too late", () => {
    expect(picture(axis(600, 3), 78)[1]).toMatch(/^\+-+\|-+o-+o-+o-+x/);
  });

  it("in box drawing says the same at the same columns", () => {
    for (const drawn of [axis(15, 3), axis(600, 3)]) {
      const [plain, boxed] = [picture(drawn, 78), picture(drawn, 78, true)];
      expect(boxed[1]).toMatch(/^├─+[●┆]/);
      expect([...(boxed[1] ?? "")].length).toBe(plain[1]?.length);
      expect(boxed.toSpliced(1, 1)).toEqual(plain.toSpliced(1, 1));
      expect(plain.join("")).toMatch(/^[\x20-\x7e]*$/);
    }
  });
});
