import type { Fate } from "../../src/timeline/timeline.ts";
import type { Measured } from "./measured.ts";
import { measure, nameOf, type PlainCase, predicted } from "./plain-cases.ts";
import type { Root } from "./roots.ts";
import { specialCases } from "./special-cases.ts";

/** A prediction and how to test it. */
export interface LabCase {
  readonly name: string;
  readonly predicted: Fate;
  /** One session between two machines. */
  readonly plain: boolean;
  /** Takes minutes. */
  readonly slow: boolean;
  readonly measure: (root: Root) => Promise<Measured>;
}

const drop = { event: "drop" } as const;
const freeze = { event: "freeze" } as const;
const healthy = { event: "healthy" } as const;
const idle = { doing: "idle" } as const;
const sending = { doing: "sending" } as const;
const receiving = { doing: "receiving" } as const;
const values = (interval: number, countMax: number) => ({ interval, countMax });

const bothSides: readonly Omit<PlainCase, "side">[] = [
  { ...values(1, 2), ...idle, ...drop },
  { ...values(2, 1), ...idle, ...drop },
  { ...values(3, 3), ...idle, ...drop },
  { ...values(1, 1), ...idle, ...freeze },
  { ...values(1, 2), ...receiving, ...drop },
  { ...values(2, 1), ...receiving, ...freeze },
  { ...values(1, 2), ...sending, ...drop, retries: 3 },
  { ...values(1, 2), ...idle, ...healthy },
  { ...values(2, 0), ...idle, ...healthy },
  { ...values(0, 3), ...idle, ...drop, tcpKeepAlive: "no" },
  { ...values(0, 3), ...idle, ...freeze, keepalive: [2, 1, 2] },
  { ...values(0, 3), ...idle, ...drop, keepalive: [3, 1, 3] },
  { ...values(1, 3), ...idle, ...drop, keepalive: [3, 1, 2] },
  { ...values(0, 3), ...sending, ...drop, retries: 3 },
  { ...values(1, 40), ...idle, ...drop, retries: 3 },
  { ...values(2, 40), ...idle, ...drop, retries: 5 },
  { ...values(2, 90), ...idle, ...drop, retries: 8 },
];

/** Everything that is measured of a release. */
export function labCases(release: number): readonly LabCase[] {
  const plain = (["client", "server"] as const).flatMap((side) => bothSides.map((shared) => ({ side, ...shared })));
  const special = specialCases(release).map((one) => ({ ...one, plain: false, slow: false }));
  return [...plain.map((one) => plainCase(one, release)), ...special];
}

const plainCase = (one: PlainCase, release: number): LabCase => ({
  name: nameOf(one),
  predicted: predicted(one, release),
  measure: (root) => measure(one, root),
  plain: true,
  slow: (one.retries ?? 0) > 5,
});
