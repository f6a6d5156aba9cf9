import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../src/cli/unified-diff.ts";
import { joined } from "../src/io/byte-paths.ts";
import type { MemoryEntry } from "../src/io/memory-files.ts";
import { lintJson } from "../src/report/json.ts";
import { plain } from "../src/report/paint.ts";
import { relativePath } from "../src/report/paths.ts";
import { textReport } from "../src/report/text.ts";
import { everyFormat } from "./formats.ts";
import { type Asked, lintTree } from "./host.ts";

/** One folder: a tree of files, what is asked about it, and what comes of it. */
interface Case {
  /** What the case shows. */
  readonly why: string;
  /** Where the tree lies: in a repository ("/repo", the default) or on the machine itself ("/"). */
  readonly at?: string;
  readonly paths: readonly string[];
  readonly policy?: string;
  readonly network?: string;
  readonly openssh?: string;
  readonly unsafe?: boolean;
  /** Also the formats for other programs are kept. */
  readonly formats?: boolean;
}

const folder = fileURLToPath(new URL("../fixtures/golden", import.meta.url));
const names = readdirSync(folder).sort();

const readCase = (name: string): Case => JSON.parse(readFileSync(`${folder}/${name}/case.json`, "utf8")) as Case;

/** The tree's files, bytes as latin1, links as links. */
function readTree(directory: string, at: string): Record<string, MemoryEntry> {
  const tree: Record<string, MemoryEntry> = {};
  for (const name of readdirSync(directory, { recursive: true, encoding: "latin1" })) {
    const path = `${directory}/${name}`;
    const facts = lstatSync(path);
    if (facts.isSymbolicLink()) tree[joined(at, name)] = { link: readlinkSync(path) };
    if (facts.isFile()) tree[joined(at, name)] = readFileSync(path, "latin1");
  }
  return tree;
}

function lintCase(name: string, fix: "no" | "plan" | "apply") {
  const { at = "/repo", paths, policy, network, openssh, unsafe = false } = readCase(name);
  const asked: Asked = {
    effective: true,
    cwd: at,
    paths,
    openssh,
    unsafe,
    fix,
    ...(policy === undefined ? {} : { policy }),
    ...(network === undefined ? {} : { network }),
  };
  const repository = at === "/" ? {} : { [`${at}/.git/HEAD`]: "" };
  return { outcome: lintTree({ ...repository, ...readTree(`${folder}/${name}/tree`, at) }, asked), cwd: at };
}

const style = (cwd: string) => ({ cwd, home: "/home/me" });

/** The version of the tool is none of a case's business. */
const VERSION = "0.0.0";

/** What SARIF says of the rules is their documentation, which other tests hold. */
function withoutRules(sarif: string): string {
  const log = JSON.parse(sarif);
  log.runs[0].tool.driver.rules = log.runs[0].tool.driver.rules.map(({ id }: { id: string }) => id);
  return `${JSON.stringify(log, null, 1)}\n`;
}

/** Bytes that no editor or terminal shows, spelled out: a carriage return is a change that a reviewer must see. */
const visible = (bytes: string): string =>
  bytes.replace(/[^\t\n\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);

describe.each(names)("%s", (name) => {
  const expected = (what: string): string => `${folder}/${name}/expected.${what}`;

  it("reads well", async () => {
    const { outcome, cwd } = lintCase(name, "no");
    expect(outcome.failures).toEqual([]);
    const text = textReport(outcome.report, { paths: style(cwd), paint: plain, width: 100, ci: false });
    await expect(text).toMatchFileSnapshot(expected("txt"));
  });

  it("tells programs the same", async () => {
    const { outcome, cwd } = lintCase(name, "plan");
    await expect(lintJson(outcome.report, style(cwd), VERSION)).toMatchFileSnapshot(expected("json"));
  });

  it.runIf(readCase(name).formats === true)("tells other programs the same", async () => {
    const { outcome, cwd } = lintCase(name, "plan");
    const reports = everyFormat(outcome.report, cwd);
    for (const format of ["compact", "github", "gitlab", "junit", "rdjson"] as const)
      await expect(reports[format]).toMatchFileSnapshot(expected(`${format}.out`));
    await expect(withoutRules(reports.sarif)).toMatchFileSnapshot(expected("sarif.out"));
    const page = reports.html.replace(/<style>[^<]*<\/style>/, "").replace(/<script>[\s\S]*?<\/script>/, "");
    await expect(page.replace(/sha256-[^']*/g, "sha256-")).toMatchFileSnapshot(expected("html.out"));
  });

  it("is mended by this diff", async () => {
    const { outcome, cwd } = lintCase(name, "apply");
    const patches = outcome.changes.map(({ path, before, after }) =>
      unifiedDiff(relativePath(path, style(cwd)).replace(/^\/+/, ""), before, after),
    );
    await expect(visible(patches.join(""))).toMatchFileSnapshot(expected("diff"));
  });

  it("needs mending once", () => {
    const { outcome, cwd } = lintCase(name, "apply");
    const { at = "/repo", ...asked } = readCase(name);
    const mended = Object.fromEntries(outcome.changes.map(({ path, after }) => [path, after]));
    const tree = { [`${at}/.git/HEAD`]: "", ...readTree(`${folder}/${name}/tree`, at), ...mended };
    const again = lintTree(tree, { ...asked, cwd, fix: "apply" });
    expect(again.changes).toEqual([]);
  });
});

it("every case says what it shows", () => {
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => readCase(name).formats === true).length).toBeGreaterThan(3);
  for (const name of names) expect(readCase(name).why).toMatch(/^[A-Z].*\.$/);
});
