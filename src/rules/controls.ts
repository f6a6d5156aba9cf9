import type { Evaluated } from "../eval/effective.ts";
import { provenanceOf } from "../eval/effective.ts";
import type { Statement } from "../eval/program.ts";
import type { Control } from "../policy/policy.ts";
import { satisfies } from "../policy/resolve.ts";
import type { Place } from "./finding.ts";
import type { View } from "./rule.ts";
import { lineOf, placeOf } from "./settings.ts";

/** What one control of a benchmark says of one target. */
export interface ControlVerdict {
  readonly control: Control;
  readonly result: "pass" | "fail" | "unknown";
  readonly value: number | string;
  /** null: nothing sets it. */
  readonly from: Place | null;
  /** Why it fails. */
  readonly reasons: readonly ("value" | "not-set" | "conflict")[];
  /** Lines that set the same keyword to something else, shadowed or not. */
  readonly conflicts: readonly Place[];
}

/** Judges as the benchmark's scanner does: the effective value, set by a line, and no line anywhere that says otherwise. */
export function judgeControl(view: View, connection: Evaluated, control: Control): ControlVerdict {
  const { setting } = control.requirement;
  const { value, from, certainty } = connection.settings[setting];
  const conflicts = control.noConflict && from !== null ? conflictsWith(view, setting, value) : [];
  const reasons: ControlVerdict["reasons"] = [
    ...(satisfies(control.requirement, value) ? [] : (["value"] as const)),
    ...(control.explicit && from === null ? (["not-set"] as const) : []),
    ...(conflicts.length > 0 ? (["conflict"] as const) : []),
  ];
  const result = certainty === "possible" ? "unknown" : reasons.length === 0 ? "pass" : "fail";
  return { control, result, value, from: lineOf(connection.settings, setting), reasons, conflicts };
}

function conflictsWith(view: View, setting: Statement["slot"], value: number | string): Place[] {
  const others = view.program.statements.filter((statement) => statement.slot === setting && statement.value !== value);
  return others.map((statement) => placeOf(provenanceOf(statement)));
}

/** The ids of a control over its platforms, for messages: "RHEL-08-010201, RHEL-09-255100". */
export function controlName(control: Control): string {
  const ids = control.ids.flatMap(({ id }) => (id === null ? [] : [id]));
  return ids.length > 0 ? [...new Set(ids)].join(", ") : control.requirement.setting;
}
