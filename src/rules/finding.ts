import type { Safety } from "../edit/edit.ts";
import type { ConfigFile } from "../eval/config-file.ts";
import type { Connection, Provenance, SettingName } from "../eval/connection.ts";
import type { Source } from "../syntax/source.ts";

export type Severity = "error" | "warning" | "info";
export type Certainty = "certain" | "possible";

/** Where in a file. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

export interface Related extends Place {
  readonly message: string;
}

/** What a fix is to bring about; fix/ turns it into edits through the reader of that file. */
export type Intent =
  | {
      readonly kind: "set";
      readonly setting: SettingName;
      /** As it is to be written. */
      readonly value: string;
      /** The line to change; null: none is there, and one is inserted. */
      readonly from: Provenance | null;
      /** For an inserted line: the line of the same block that it belongs beside; null: wherever all targets see it. */
      readonly beside: Provenance | null;
      readonly targets: readonly string[];
      readonly safety: Safety;
      /** Whose setting it is, for systems in which targets have no name of their own. */
      readonly connection?: Connection;
    }
  /** Text that is put where one system wants it. */
  | {
      readonly kind: "insert";
      readonly place: Place;
      readonly text: string;
      readonly title: string;
      readonly safety: Safety;
    }
  /** Another keyword in place of the one that stands there. */
  | { readonly kind: "rename"; readonly place: Place; readonly keyword: string; readonly safety: Safety }
  /** A whole line goes. */
  | { readonly kind: "delete"; readonly place: Place; readonly safety: Safety }
  /** A part of a line goes: a comment, or a name in one. */
  | { readonly kind: "cut"; readonly place: Place; readonly safety: Safety }
  /** A whole line moves to where it counts for everybody. */
  | { readonly kind: "globalise"; readonly place: Place; readonly file: ConfigFile; readonly safety: Safety };

/** Facts behind a message, for programs: plain JSON values. */
export type FindingData = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** Which of the rule's messages. */
  readonly kind: string;
  readonly message: string;
  readonly data: FindingData;
  /** null: a setting is missing; the place is where the fix inserts it. */
  readonly at: Place | null;
  /** The file that the finding is about, also where `at` is null. */
  readonly file: ConfigFile;
  /** Empty where it concerns the file. */
  readonly targets: readonly string[];
  readonly related: readonly Related[];
  /** All of them together are one fix. */
  readonly intents: readonly Intent[];
  /** One line under the frame: what the marked part means. */
  readonly label?: string;
}
