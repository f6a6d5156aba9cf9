import { describe, expect, it } from "vitest";
import { AddressIndex } from "../../../src/openssh/address-index.ts";

describe("AddressIndex", () => {
  it("says the lists in the order in which they were added, whatever their networks' sizes", () => {
    const index = new AddressIndex();
    for (const [id, list] of ["192.0.2.9", "10.0.0.0/8", "10.1.1.1", "10.1.0.0/16,10.0.0.0/8", "10.*"].entries())
      index.add(list, id);
    expect(index.candidates("10.1.1.1")).toEqual([1, 2, 3, 4]);
    expect(index.candidates("10.9.9.9")).toEqual([1, 3, 4]);
    expect(index.candidates("192.0.2.9")).toEqual([0, 4]);
    expect(index.candidates("2001:db8::1")).toEqual([4]);
    expect(index.candidates("no-address")).toEqual([]);
  });
});
