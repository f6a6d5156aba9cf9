import { describe, expect, it } from "vitest";
import { Listings } from "../../../src/io/listings.ts";

const entries = (...names: string[]) => names.map((name) => ({ name, kind: "file" as const }));

describe("what listings leave possible", () => {
  const listings = new Listings();
  listings.keep("/r", entries("config", "Package.JSON", "two\nlines"));

  it.each([
    ["/r", ".git", false],
    ["/r", "config", true],
    // A file system may take names in any case.
    ["/r", "package.json", true],
    ["/r", "lines", true],
    ["/r", "conf", false],
    ["/s", ".git", true],
  ])("%s, %s: %s", (directory, name, is) => {
    expect(listings.possible(directory, ["other", name]).includes(name)).toBe(is);
  });

  it("says nothing of a directory with very many names", () => {
    listings.keep("/many", entries(...Array.from({ length: 1000 }, (_, n) => `n${n}`)));
    expect(listings.possible("/many", ["x"])).toEqual(["x"]);
  });
});
