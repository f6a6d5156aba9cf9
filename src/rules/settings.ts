import type { Side } from "../base/side.ts";
import type { Safety } from "../edit/edit.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import { type EffectiveSettings, keywordOf, type Provenance, type SettingName } from "../eval/connection.ts";
import type { Intent, Place } from "./finding.ts";
import type { Subject, View } from "./rule.ts";

/** The line that a setting comes from, keyword to last argument; null for a default. */
export function lineOf(settings: EffectiveSettings, name: SettingName): Place | null {
  const { from } = settings[name];
  return from === null ? null : placeOf(from);
}

export const placeOf = (from: Provenance): Place => ({
  source: from.source,
  start: from.span.start,
  end: from.span.end,
});

/** The file that a finding about a setting belongs to: the line's own, else the root. */
export function fileOf(view: View, place: Place | null): ConfigFile {
  return view.program.files.find((file) => file.source === place?.source) ?? view.root;
}

/** Changes the line that won, or adds one where none is; `beside` names a line whose block the new one joins. */
export function setIntent(
  subject: Subject,
  setting: SettingName,
  value: number | string,
  options: { readonly safety?: Safety; readonly beside?: Provenance | null } = {},
): Intent {
  return {
    kind: "set",
    setting,
    value: String(value),
    from: subject.settings[setting].from,
    beside: options.beside ?? null,
    targets: subject.connection.targets,
    connection: subject.connection,
    safety: options.safety ?? "safe",
  };
}

export const keywordFor = (side: Side, setting: SettingName): string => keywordOf[side][setting];
