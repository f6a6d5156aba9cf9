import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Side } from "../../src/base/side.ts";
import { readClient } from "../../src/eval/client.ts";
import { compile } from "../../src/eval/compile.ts";
import { configFile } from "../../src/eval/config-file.ts";
import { MOST_READINGS, readings } from "../../src/eval/outcomes.ts";
import type { Program, Step } from "../../src/eval/program.ts";
import { readServer } from "../../src/eval/server.ts";
import { type ServerSteps, serverStepsOf } from "../../src/eval/server-steps.ts";
import { type Steps, stepsOf } from "../../src/eval/steps.ts";
import { clientTargets, serverTargets } from "../../src/eval/targets.ts";
import { memoryFiles } from "../../src/io/memory-files.ts";
import { forAll } from "./generate.ts";

// Of very many lines that all hosts but one satisfy those are passed over that can change nothing more. Whoever asks every
// host about every line must come to the same.
const host = fc.constantFrom("h1", "h2", "h3", "web", "real", "h*", "*.lan");
const criterion = fc.oneof(
  host.map((name) => `!host ${name}`),
  host.map((name) => `host *,!${name}`),
  host.map((name) => `host *,!${name}`),
  host.map((name) => `host *.lan,!${name}.lan`),
  host.map((name) => `originalhost h*,!${name}`),
  host.map((name) => `!originalhost ${name}`),
);
const more = fc.constantFrom(
  "",
  "",
  "user bob",
  "!user bob",
  "exec x",
  "!exec y",
  "tagged work",
  "final",
  "localuser me",
);
const heading = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(criterion, more).map((words) => `Match ${words.join(" ")}`) },
  { weight: 1, arbitrary: host.map((name) => `Host ${name}`) },
  { weight: 1, arbitrary: host.map((name) => `Host * !${name}`) },
);
const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom("ServerAliveInterval", "ServerAliveCountMax"), fc.integer({ min: 1, max: 9 }))
      .map((words) => words.join(" ")),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "HostName real",
      "HostName %h.lan",
      "User bob",
      "Tag work",
      "ProxyJump none",
      "BatchMode on",
    ),
  },
);
/** So many doubts that not all of them are tried, before anything is known. */
const doubt = fc.constantFrom("user bob", "user bob", "exec x", "tagged work");
const doubtful = fc.tuple(
  fc.tuple(criterion, doubt).map((words) => `Match ${words.join(" ")}`),
  fc.constantFrom("ServerAliveInterval 7", "ServerAliveCountMax 7", "TCPKeepAlive no"),
);
const config = fc
  .tuple(
    fc.constantFrom("", "", "CanonicalizeHostname yes\nCanonicalDomains lan\n"),
    fc.oneof(fc.constant([]), fc.array(doubtful, { minLength: 50, maxLength: 70 })),
    fc.array(fc.tuple(heading, line), { minLength: 30, maxLength: 100 }),
  )
  .map(([first, before, blocks]) => first + [...before, ...blocks].map((words) => words.join("\n")).join("\n"));

function compiled(text: string, side: Side = "client"): Program {
  const file = configFile({ path: "/c", text }, side, null);
  return compile({
    side,
    version: { release: 1006, portable: 1, vendor: "debian" },
    roots: [{ file, userFile: true }],
    files: memoryFiles({}),
    locate: () => ({ kind: "paths", pattern: "", paths: [] }),
    refusesOwner: () => null,
  }).program;
}

/** The same steps, all of which every host is asked about. */
function oneByOne(steps: Steps, hosts: readonly string[]): Steps {
  const { common, named, reachedBy, askingOriginal, askingCurrent } = steps;
  const names = [...new Set(hosts.flatMap((name) => [name, name.toLowerCase(), `${name}.lan`, "real", "real.lan"]))];
  const all = [common, ...names.flatMap((name) => [reachedBy(name), askingOriginal(name), askingCurrent(name)])];
  const found = new Set<Step>(names.flatMap((name) => named(name)));
  for (const { few, lanes } of all)
    for (const step of [...few, ...lanes.flatMap((lane) => lane.steps)]) found.add(step);
  const few = [...found].sort((left, right) => left.order - right.order);
  const none = { few: [], lanes: [] };
  return {
    ...steps,
    common: { few, lanes: [] },
    named: () => [],
    reachedBy: () => none,
    askingOriginal: () => none,
    askingCurrent: () => none,
  };
}

const asked = fc.oneof(
  fc.constantFrom("u1", "u2", "root").map((name) => `User *,!${name}`),
  fc.constantFrom("g1", "g2").map((name) => `Group *,!${name}`),
  fc.constantFrom("10.1.0.0/16", "10.0.0.1").map((name) => `Address 10.0.0.0/8,!${name}`),
  fc.constantFrom("LocalPort 22", "version *Debian*"),
);
const serverLine = fc
  .tuple(fc.constantFrom("ClientAliveInterval", "ClientAliveCountMax"), fc.integer({ min: 1, max: 9 }))
  .map((words) => words.join(" "));
const serverConfig = fc
  .array(
    fc.tuple(fc.array(asked, { minLength: 1, maxLength: 2 }), fc.oneof(serverLine, fc.constant("X11Forwarding no"))),
    {
      minLength: 80,
      maxLength: 200,
    },
  )
  .map((blocks) => blocks.map(([criteria, words]) => `Match ${criteria.join(" ")}\n${words}`).join("\n"));

describe("steps in lanes", () => {
  it("come to what all steps one by one come to for connections to a server", () => {
    let walked = 0;
    forAll(
      fc.property(serverConfig, (text) => {
        const steps = serverStepsOf(compiled(text, "server"));
        const { program } = steps;
        const all = [...program.statements].map((one): Step => {
          return { order: one.order, condition: one.condition, statements: [one], blind: null };
        });
        const oneAfterTheOther = { ...steps, forRequest: () => all };
        for (const { request } of serverTargets(program)) {
          const read = (from: ServerSteps) => readings((taken) => readServer(from, request, taken));
          if (!Array.isArray(steps.forRequest(request, () => false))) walked++;
          const told = ({ base, others, complete }: ReturnType<typeof read>) => {
            return { complete, all: [base, ...others].map(({ slots, met, errors }) => ({ slots, met, errors })) };
          };
          expect(told(read(steps))).toEqual(told(read(oneAfterTheOther)));
        }
      }),
      30,
    );
    expect(walked).toBeGreaterThan(100);
  });

  it("come to what all steps one by one come to, in every reading", () => {
    let crowded = 0;
    let cut = 0;
    forAll(
      fc.property(config, (text) => {
        const steps = stepsOf(compiled(text));
        const targets = [...clientTargets(steps.program)];
        const all = oneByOne(
          steps,
          targets.map(({ request }) => request.host),
        );
        for (const { request } of targets) {
          const read = (from: Steps) => readings((taken) => readClient(from, request, taken));
          const [own, expected] = [read(steps), read(all)];
          if (own.base.met.size > 0 && !own.complete) cut++;
          if (steps.common.lanes.length > 0 && steps.askingCurrent(request.host).lanes.length > 0) crowded++;
          expect(own.complete).toBe(expected.complete);
          expect([...own.base.met.keys()].slice(0, MOST_READINGS)).toEqual(
            [...expected.base.met.keys()].slice(0, MOST_READINGS),
          );
          const told = ({ base, others }: ReturnType<typeof read>) =>
            [base, ...others].map(({ slots, hostName, met, settled }) => {
              const holding = [...met].flatMap(([doubt, { holds }]) => (holds ? [doubt] : []));
              return { slots, hostName, holding, settled };
            });
          expect(told(own)).toEqual(told(expected));
        }
      }),
      60,
    );
    expect(crowded).toBeGreaterThan(100);
    expect(cut).toBeGreaterThan(20);
  });
});
