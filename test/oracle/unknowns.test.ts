import fc from "fast-check";
import { describe, it } from "vitest";
import { type Answer, type OurAnswer, ourClient, realClient, same, type Values } from "./answers.ts";
import { execFiles } from "./generate.ts";
import { availableVersions, type OpenSsh } from "./openssh.ts";
import { type ConfigFiles, place, remove } from "./place.ts";
import { oracleRuns, propertyTimeout } from "./run.ts";

/** The commands of a generated file, each forced to succeed or fail; the first variant lets all fail. */
const variants: readonly (readonly boolean[])[] = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
  [1, 2, 4].map((bit) => (bits & bit) !== 0),
);

const forced = (files: ConfigFiles, outcomes: readonly boolean[]): ConfigFiles => {
  const force = (text: string): string =>
    text.replace(/EXEC([123])/g, (_, which) => String(outcomes[Number(which) - 1]));
  const others = Object.entries(files.others).map(([name, text]) => [name, force(text)]);
  return { main: force(files.main), others: Object.fromEntries(others) };
};

const targets = [{ host: "a" }, { host: "b", user: "bob" }, { host: "x.prod" }];

type Target = (typeof targets)[number];

async function answersOf(files: ConfigFiles, one: OpenSsh, target: Target): Promise<readonly Answer[]> {
  return Promise.all(
    variants.map(async (outcomes) => {
      const placed = place(forced(files, outcomes));
      const real = await realClient(placed, one, target).finally(() => remove(placed));
      return real.answer;
    }),
  );
}

function ourAnswerTo(files: ConfigFiles, one: OpenSsh, target: Target): OurAnswer {
  const placed = place(files);
  try {
    return ourClient(placed, one, target);
  } finally {
    remove(placed);
  }
}

/** What is wrong with our answer in view of the real ones; null: nothing. */
function contradiction(ours: OurAnswer, real: readonly Answer[]): string | null {
  const [allFail = "refused"] = real;
  if (!same(ours.answer, allFail)) return "the settings are not what holds where every command fails";
  if (ours.possible.length > 60) return "too many possibilities";
  for (const answer of real) {
    // An unknown keyword or a bad HostName may be fatal under one outcome alone; `accepted` is about the settings shown.
    if (answer === "refused" || ours.answer === "refused") continue;
    if (!isForeseen(ours, answer)) return `not foreseen: ${JSON.stringify(answer)}`;
    if (isCertainlyOther(ours, ours.answer, answer)) return `called certain, but there is ${JSON.stringify(answer)}`;
  }
  return null;
}

const isForeseen = (ours: OurAnswer, answer: Values): boolean =>
  [ours.answer, ...ours.possible].some((one) => one === null || same(one, answer));

const isCertainlyOther = ({ certain }: OurAnswer, shown: Values, answer: Values): boolean =>
  (["interval", "countMax", "tcpKeepAlive"] as const).some((name) => certain?.[name] && shown[name] !== answer[name]);

async function check(files: ConfigFiles, one: OpenSsh, target: Target): Promise<void> {
  const ours = ourAnswerTo(files, one, target);
  const real = await answersOf(files, one, target);
  const wrong = contradiction(ours, real);
  if (wrong === null) return;
  const shown = [JSON.stringify(files, null, 1), `real: ${JSON.stringify(real)}`, `ours: ${JSON.stringify(ours)}`];
  throw new Error([`OpenSSH ${one.version} for ${JSON.stringify(target)}: ${wrong}`, ...shown].join("\n"));
}

const numRuns = oracleRuns(150);

describe("effective foresees what Match exec may bring about", () => {
  it(
    "on random client files",
    async () => {
      const versions = await availableVersions();
      const property = fc.asyncProperty(
        execFiles,
        fc.constantFrom(...targets),
        fc.constantFrom(...versions),
        (files, target, one) => check(files, one, target),
      );
      await fc.assert(property, { numRuns });
    },
    propertyTimeout(numRuns),
  );
});
