import type { Result } from "../base/result.ts";

/** A config as data, whichever format it was written in; `at` is an offset into its text. Duplicate keys and `__proto__` stay. */
export type ConfigNode =
  | { readonly kind: "map"; readonly at: number; readonly entries: readonly ConfigEntry[] }
  | { readonly kind: "list"; readonly at: number; readonly items: readonly ConfigNode[] }
  | { readonly kind: "scalar"; readonly at: number; readonly value: string | number | boolean | null };

export interface ConfigEntry {
  readonly key: string;
  /** Where the key stands. */
  readonly at: number;
  readonly value: ConfigNode;
}

export type ConfigFormat = "json" | "yaml" | "toml";

/** One thing wrong with a config, and the offset where. */
export interface ConfigProblem {
  readonly at: number;
  readonly message: string;
}

/** Reads text of one format; null: an empty document. The three are in config-readers.ts, which is loaded on first use. */
export type ConfigReader = (text: string) => Result<ConfigNode | null, ConfigProblem>;
export type ConfigReaders = Readonly<Record<ConfigFormat, ConfigReader>>;

/**
 * Size and nesting beyond which a config is refused: none that people write comes near (package.json is JSON, and long at times).
 * YAML has less room because its parser compares every key of a map with every other.
 */
export const limits = {
  characters: { json: 4_194_304, toml: 262_144, yaml: 65_536 },
  nodes: 100_000,
  depth: 32,
} as const;

/** Where something stands in a text; both from 1 on, the column in bytes of UTF-8. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return { line: before.split("\n").length, column: new TextEncoder().encode(line).length + 1 };
}
