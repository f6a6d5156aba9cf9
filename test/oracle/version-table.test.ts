import { describe, expect, it } from "vitest";
import { type Answer, realClient, realServer } from "./answers.ts";
import { serverTargets } from "./generate.ts";
import { availableServers, availableVersions, type OpenSsh } from "./openssh.ts";
import { type Placed, place, remove } from "./place.ts";
import { answerFor, type Behaviour, behaviours } from "./version-table.ts";

const clients = await availableVersions();
const servers = await availableServers();
const bob = serverTargets[1] ?? null;

const inWords = (answer: Answer): string =>
  answer === "refused" ? answer : `${answer.interval}/${answer.countMax}/${answer.tcpKeepAlive}`;

const ask = ({ side }: Behaviour, placed: Placed, one: OpenSsh) =>
  side === "client" ? realClient(placed, one, { host: "a" }) : realServer(placed, one, bob);

const programsFor = ({ side, vendor }: Behaviour): readonly OpenSsh[] =>
  (side === "client" ? clients : servers).filter((one) => (vendor ?? one.vendor) === one.vendor);

/** Builds without a vendor's patches can be had only where one is installed. */
const askable = behaviours.filter((behaviour) => programsFor(behaviour).length > 0);

/** The table says what the program does; test/unit/openssh/version-table.test.ts holds the code to the table. */
describe.each(askable)("$side: $name", (behaviour) => {
  it.each(programsFor(behaviour))("OpenSSH $version", async (one) => {
    const placed = place({ main: behaviour.main, others: behaviour.others ?? {} });
    try {
      const { answer, said } = await ask(behaviour, placed, one);
      expect({ answer: inWords(answer), said }).toMatchObject({ answer: answerFor(behaviour, one.version) });
    } finally {
      remove(placed);
    }
  });
});
