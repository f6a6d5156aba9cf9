import fc from "fast-check";
import { afterAll, describe, it } from "vitest";
import { type OurAnswer, ourClient, ourServer, type RealAnswer, realClient, realServer, same } from "./answers.ts";
import { clientFiles, clientTargets, networkFiles, networkTargets, serverFiles, serverTargets } from "./generate.ts";
import { availableServers, availableVersions, type OpenSsh } from "./openssh.ts";
import { type ConfigFiles, type Placed, place, remove } from "./place.ts";
import { oracleRuns, propertyTimeout } from "./run.ts";

const counted = { triples: 0, accepted: 0, interesting: 0 };

afterAll(() => {
  const { triples, accepted, interesting } = counted;
  console.info(
    `oracle: ${triples} triples of config, target and version; ${accepted} accepted, ${interesting} of them not just defaults`,
  );
});

/** Asks both about one target; throws what a person needs to see where they disagree. */
async function compare<T>(
  placed: Placed,
  files: ConfigFiles,
  one: OpenSsh,
  target: T,
  askUs: (placed: Placed, one: OpenSsh, target: T) => OurAnswer,
  askThem: (placed: Placed, one: OpenSsh, target: T) => Promise<RealAnswer>,
): Promise<void> {
  const real = await askThem(placed, one, target);
  const ours = askUs(placed, one, target);
  note(real);
  if (same(real.answer, ours.answer) && ours.possible.length === 0) return;
  throw new Error(disagreement(files, one, target, real, ours));
}

function note({ answer }: RealAnswer): void {
  counted.triples += 1;
  if (answer === "refused") return;
  counted.accepted += 1;
  if (answer.interval !== 0 || answer.countMax !== 3 || answer.tcpKeepAlive !== "yes") counted.interesting += 1;
}

function disagreement(files: ConfigFiles, one: OpenSsh, target: unknown, real: RealAnswer, ours: OurAnswer): string {
  return [
    `OpenSSH ${one.version} for ${JSON.stringify(target)}`,
    JSON.stringify(files, null, 1),
    `real: ${JSON.stringify(real)}`,
    `ours: ${JSON.stringify(ours)}`,
  ].join("\n");
}

async function withPlaced(files: ConfigFiles, check: (placed: Placed) => Promise<unknown>): Promise<void> {
  const placed = place(files);
  try {
    await check(placed);
  } finally {
    remove(placed);
  }
}

const numRuns = oracleRuns(150);

describe("effective agrees with OpenSSH", () => {
  it(
    "on random client files",
    async () => {
      const versions = await availableVersions();
      await fc.assert(
        fc.asyncProperty(clientFiles, clientTargets, (files, targets) =>
          withPlaced(files, (placed) =>
            Promise.all(
              versions.flatMap((one) =>
                targets.map((target) => compare(placed, files, one, target, ourClient, realClient)),
              ),
            ),
          ),
        ),
        { numRuns },
      );
    },
    propertyTimeout(numRuns),
  );

  it(
    "on random server files",
    async () => {
      const versions = await availableServers();
      await fc.assert(
        fc.asyncProperty(serverFiles, (files) =>
          withPlaced(files, (placed) =>
            Promise.all(
              versions.flatMap((one) =>
                serverTargets.map((target) => compare(placed, files, one, target, ourServer, realServer)),
              ),
            ),
          ),
        ),
        { numRuns },
      );
    },
    propertyTimeout(numRuns),
  );

  it(
    "on networks that overlap, in any order",
    async () => {
      const versions = await availableServers();
      await fc.assert(
        fc.asyncProperty(networkFiles, (files) =>
          withPlaced(files, (placed) =>
            Promise.all(
              versions.flatMap((one) =>
                networkTargets.map((target) => compare(placed, files, one, target, ourServer, realServer)),
              ),
            ),
          ),
        ),
        { numRuns },
      );
    },
    propertyTimeout(numRuns),
  );
});
