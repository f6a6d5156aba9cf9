import { userInfo } from "node:os";
import type { EffectiveSettings } from "../../src/eval/connection.ts";
import { noConnection, type ServerRequest } from "../../src/eval/server.ts";
import { policyOf } from "../../src/policy/policy-of.ts";
import type { EffectiveResult } from "../../src/report/report.ts";
import { type EffectiveRequest, effective } from "../../src/run/effective.ts";
import { kernels } from "../../src/timeline/kernels.ts";
import type { ClientTarget, ServerTarget } from "./generate.ts";
import { hostAt } from "./host.ts";
import { clientValues, type OpenSsh, type Refused, type ServerValues, serverValues } from "./openssh.ts";
import type { Placed } from "./place.ts";

/** What is compared: acceptance and the three values. */
export interface Values {
  readonly interval: number;
  readonly countMax: number;
  readonly tcpKeepAlive: string;
}

export type Answer = Values | "refused";

/** Our answer, with what it says about other outcomes. */
export interface OurAnswer {
  readonly answer: Answer;
  /** null: any value. */
  readonly possible: readonly (Values | null)[];
  readonly certain: Readonly<Record<keyof Values, boolean>> | null;
  readonly errors: readonly string[];
}

export const policy = policyOf({}, kernels.linux);

/** How `--openssh` names a version of the oracle. */
export const opensshOf = ({ version, vendor }: OpenSsh): string =>
  vendor === "upstream" ? version : `${version}+${vendor}`;

const common = { tag: "", command: "", sessionType: "shell" } as const;
const localUser = userInfo().username;

function ask(placed: Placed, one: OpenSsh, asked: Partial<EffectiveRequest>): OurAnswer {
  const request: EffectiveRequest = {
    side: "client",
    file: placed.file,
    systemConfig: null,
    options: [],
    hosts: [],
    connections: [],
    all: false,
    common: { ...common, user: null, localUser },
    openssh: opensshOf(one),
    policy,
    stdin: "",
    ...asked,
  };
  const outcome = effective(request, hostAt(placed));
  if (!outcome.ok) throw new Error(`effective failed: ${outcome.error.message}`);
  const [result] = outcome.value.report.results;
  if (result === undefined) throw new Error("effective gave no result");
  return ourAnswer(result);
}

export const valuesIn = ({ interval, countMax, tcpKeepAlive }: EffectiveSettings): Values => ({
  interval: interval.printed ?? interval.value,
  countMax: countMax.printed ?? countMax.value,
  tcpKeepAlive: tcpKeepAlive.value,
});

function ourAnswer({ settings, possible, errors }: EffectiveResult): OurAnswer {
  return {
    answer: settings === null ? "refused" : valuesIn(settings),
    possible: possible.map((outcome) => (outcome.settings === null ? null : valuesIn(outcome.settings))),
    certain: settings === null ? null : certainties(settings),
    errors: errors.map(({ message }) => message),
  };
}

const certainties = (settings: EffectiveSettings) => ({
  interval: settings.interval.certainty === "certain",
  countMax: settings.countMax.certainty === "certain",
  tcpKeepAlive: settings.tcpKeepAlive.certainty === "certain",
});

export function ourClient(placed: Placed, one: OpenSsh, { host, user, options = [] }: ClientTarget): OurAnswer {
  const request = { ...common, host, user: user ?? null, localUser };
  return ask(placed, one, { hosts: [{ label: host, request }], options });
}

export function ourServer(placed: Placed, one: OpenSsh, target: ServerTarget | null): OurAnswer {
  const request: ServerRequest = { ...noConnection, isTest: true, ...target };
  return ask(placed, one, { side: "server", connections: [{ label: "x", request }] });
}

/** The program's answer, with its words where it refuses. */
export interface RealAnswer {
  readonly answer: Answer;
  readonly said: string;
}

export async function realClient(placed: Placed, one: OpenSsh, target: ClientTarget): Promise<RealAnswer> {
  return realAnswer(await clientValues(one, { ...target, file: placed.file, home: placed.home }));
}

export async function realServer(placed: Placed, one: OpenSsh, target: ServerTarget | null): Promise<RealAnswer> {
  const connection = target === null ? {} : { connection: connectionOf(target) };
  return realAnswer(await serverValues(one, { file: placed.file, ...connection }));
}

export const connectionOf = ({ user, host, address, localAddress, localPort }: ServerTarget): string =>
  `user=${user},host=${host},addr=${address},laddr=${localAddress},lport=${localPort}`;

function realAnswer(values: ServerValues | Refused): RealAnswer {
  if (!values.accepted) return { answer: "refused", said: values.stderr };
  const { interval, countMax, tcpKeepAlive } = values;
  return { answer: { interval, countMax, tcpKeepAlive }, said: "" };
}

export const same = (left: Answer, right: Answer): boolean =>
  left === "refused" || right === "refused"
    ? left === right
    : left.interval === right.interval && left.countMax === right.countMax && left.tcpKeepAlive === right.tcpKeepAlive;
