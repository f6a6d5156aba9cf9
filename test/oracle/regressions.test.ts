import { describe, expect, it } from "vitest";
import { ourClient, ourServer, realClient, realServer } from "./answers.ts";
import { serverTargets } from "./generate.ts";
import { availableServers, availableVersions, type OpenSsh } from "./openssh.ts";
import { type Placed, place, remove } from "./place.ts";
import { found, type Regression, surprises } from "./regressions.ts";

const clientTargets = [{ host: "a" }, { host: "b", user: "bob" }];

async function expectAgreement(one: OpenSsh, regression: Regression): Promise<void> {
  const placed = place({ main: regression.main, others: regression.others ?? {} });
  try {
    await (regression.side === "client" ? expectClient(one, placed, regression) : expectServer(one, placed));
  } finally {
    remove(placed);
  }
}

async function expectClient(one: OpenSsh, placed: Placed, regression: Regression): Promise<void> {
  for (const asked of clientTargets) {
    const target = { ...asked, options: regression.options ?? [] };
    const real = await realClient(placed, one, target);
    expect(ourClient(placed, one, target)).toMatchObject({ answer: real.answer, possible: [] });
  }
}

async function expectServer(one: OpenSsh, placed: Placed): Promise<void> {
  for (const target of serverTargets) {
    const real = await realServer(placed, one, target);
    expect(ourServer(placed, one, target)).toMatchObject({ answer: real.answer, possible: [] });
  }
}

const clients = await availableVersions();
const servers = await availableServers();

describe.each([...surprises, ...found])("$name", (regression) => {
  it.each(regression.side === "client" ? clients : servers)("OpenSSH $version", async (one) => {
    await expectAgreement(one, regression);
  });
});
