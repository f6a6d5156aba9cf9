import { describe, expect, it } from "vitest";
import { Listings } from "../../../src/io/listings.ts";

const entries = (...names: string[]) => names.map((name) => ({ name, kind: "file" as const }));

describe("what listings show to be absent", () => {
  const listings = new Listings();
  listings.keep("/r", entries("config", "Package.JSON", "two\nlines"));

  it.each([
    ["/r/.git", true],
    ["/r/config", false],
    // A file system may take names in any case.
    ["/r/package.json", false],
    ["/r/lines", false],
    ["/r/conf", true],
    ["/r/caf\xc3\xa9", false],
    ["/s/.git", false],
  ])("%s: %s", (path, is) => {
    expect(listings.lacks(path)).toBe(is);
  });

  it("says nothing of a directory with very many names", () => {
    listings.keep("/many", entries(...Array.from({ length: 1000 }, (_, n) => `n${n}`)));
    expect(listings.lacks("/many/x")).toBe(false);
  });
});
