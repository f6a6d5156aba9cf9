import { beforeAll, describe, expect, it } from "vitest";
import { mapLimit } from "../oracle/run.ts";
import { type LabCase, labCases } from "./cases.ts";
import { contradiction, type Measured, measuredWords, predictedWords } from "./measured.ts";
import { type Root, rootOf, suites } from "./roots.ts";

/** Most of a case is waiting, so many run at once; starting them is what the machine has to bear. */
const atOnce = 60;

interface Row {
  readonly suite: string;
  readonly one: LabCase;
  measured: Measured | null;
  failure: string | null;
}

const rows: Row[] = suites.flatMap(([suite, release]) =>
  labCases(release).map((one) => ({ suite, one, measured: null, failure: "not run" })),
);

/** Cases whose "SUITE: NAME" holds this text. */
const wanted = process.env.KEEPALIVE_LINT_LAB_ONLY;
/** "short": what fits into a continuous integration run, two minutes at most. */
const isShort = process.env.KEEPALIVE_LINT_LAB_PART === "short";
const isInPart = ({ suite, one }: Row): boolean =>
  !isShort || (!one.slow && (suite === "forky" || (suite === "bookworm" && one.plain)));
const chosen = rows.filter((row) =>
  wanted === undefined ? isInPart(row) : `${row.suite}: ${row.one.name}`.includes(wanted),
);

const slowFirst = [...chosen].sort((left, right) => Number(right.one.slow) - Number(left.one.slow));

async function runRow(row: Row, root: Root): Promise<void> {
  const attempt = async (): Promise<void> => {
    row.measured = await row.one.measure(root);
    row.failure = contradiction(row.one.predicted, row.measured);
  };
  // A case that could not start on a crowded machine is tried once more; one that was measured is not.
  await attempt()
    .catch(attempt)
    .catch((error: unknown) => {
      row.failure = error instanceof Error ? error.message : String(error);
    });
}

function table(): string {
  const cells = chosen.map(({ suite, one, measured, failure }) => [
    suite,
    one.name,
    predictedWords(one.predicted),
    measured === null ? "-" : measuredWords(measured),
    failure ?? "",
  ]);
  const head = ["OpenSSH of", "case", "predicted", "measured", ""];
  const widths = head.map((title, at) =>
    Math.max(title.length, ...cells.slice(0).map((row) => (at === 4 ? 0 : (row[at] ?? "").length))),
  );
  return [head, ...cells]
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

beforeAll(async () => {
  const roots = new Map<string, Root | string>();
  for (const [suite, release] of suites)
    if (chosen.some((row) => row.suite === suite)) roots.set(suite, await rootOf(suite, release));
  await mapLimit(slowFirst, atOnce, async (row) => {
    const root = roots.get(row.suite) ?? "not asked for";
    if (typeof root === "string") row.failure = root;
    else await runRow(row, root);
  });
  process.stdout.write(`\n${table()}\n\n`);
});

describe("real OpenSSH, seconds", () => {
  it.each(chosen.map((row) => [`${row.suite}: ${row.one.name}`, row] as const))("%s", (_name, row) => {
    expect(row.failure).toBeNull();
  });
});
