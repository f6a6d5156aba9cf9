import { describe, expect, it } from "vitest";
import { OrderedWalk } from "../../../src/base/ordered-walk.ts";

const walkOf = (closed: ReadonlySet<string> = new Set()): OrderedWalk<number, string> =>
  new OrderedWalk<number, string>(
    (number) => number,
    (lane) => closed.has(lane),
  );

function rest(walk: OrderedWalk<number, string>): number[] {
  const found: number[] = [];
  for (let one = walk.next(); one !== null; one = walk.next()) found.push(one);
  return found;
}

describe("OrderedWalk", () => {
  it("comes to each item of several lists once, in order", () => {
    const walk = walkOf();
    walk.add([1, 4, 6]);
    walk.add([2, 4, 5], "a");
    walk.add([], "b");
    walk.add([6]);
    expect(rest(walk)).toEqual([1, 2, 4, 5, 6]);
    expect(walk.next()).toBeNull();
  });

  it("leaves out of a later list what is behind", () => {
    const walk = walkOf();
    walk.add([1, 3]);
    expect([walk.next(), walk.next()]).toEqual([1, 3]);
    walk.add([0, 3, 7]);
    expect(rest(walk)).toEqual([7]);
  });

  it("passes over a lane while it is closed, and never comes back to what it passed by", () => {
    const closed = new Set(["a"]);
    const walk = walkOf(closed);
    walk.add([1, 2, 4, 8], "a");
    walk.add([3, 5, 9]);
    expect(walk.next()).toBe(3);
    closed.delete("a");
    expect([walk.next(), walk.next()]).toEqual([4, 5]);
    closed.add("a");
    expect(rest(walk)).toEqual([9]);
  });
});
