import { describe, expect, it } from "vitest";
import { count, seconds } from "../../../src/base/units.ts";
import { kernels, tunedKernel } from "../../../src/timeline/kernels.ts";
import { linuxRetransmission } from "../../../src/timeline/retransmission.ts";

describe("tcp_retries2 on one path", () => {
  // What was timed with a relay that delays: dead-peer.md section 4.
  it.each([
    [3, 20, 3.7, 3.8],
    [3, 100, 5.1, 5.1],
    [3, 300, 4.7, 4.7],
    [5, 20, 15, 15],
    [5, 100, 20.3, 20.3],
    [5, 300, 18.3, 18.6],
    [8, 1, 108.2, 110.4],
    [15, 1, 943.2, 944.7],
  ])("%i retries, %i ms: %f to %f s were timed", (retries, milliseconds, first, last) => {
    const { earliest, latest } = linuxRetransmission(count(retries), seconds(milliseconds / 1000));
    const off = Math.max(1, first / 10);
    expect(earliest - off).toBeLessThanOrEqual(first);
    expect(latest + off).toBeGreaterThanOrEqual(last);
    expect(latest).toBeLessThanOrEqual(2.1 * earliest);
  });

  it.each([3, 5, 8, 15])("%i retries: one path lies within the range of all", (retries) => {
    const all = linuxRetransmission(count(retries), null);
    for (const milliseconds of [1, 5, 40, 150, 600]) {
      const one = linuxRetransmission(count(retries), seconds(milliseconds / 1000));
      expect(one.earliest).toBeGreaterThanOrEqual(all.earliest - 1);
      expect(one.latest).toBeLessThanOrEqual(all.latest * 1.02);
    }
  });

  it("of other systems stays what it is: a guess", () => {
    const tuned = tunedKernel(kernels.macos, { roundTripMs: count(30) });
    expect(tuned.retransmission).toEqual(kernels.macos.retransmission);
  });

  it("a second tuning keeps the first", () => {
    const first = tunedKernel(kernels.linux, { tcpRetries2: count(8) });
    const both = tunedKernel(first, { roundTripMs: count(1) });
    expect(both.retransmission).toEqual(linuxRetransmission(count(8), seconds(0.001)));
  });
});
