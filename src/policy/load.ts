import { fail, ok, type Result } from "../base/result.ts";
import {
  type ConfigFormat,
  type ConfigNode,
  type ConfigProblem,
  type ConfigReaders,
  limits,
  type Place,
  placeAt,
} from "./config-node.ts";
import type { Config } from "./policy.ts";
import { checkConfig } from "./schema.ts";

/** The names that a project's config may have; discovery looks for them in this order. */
export const configFileNames = [
  ".keepalive-lint.json",
  ".keepalive-lint.jsonc",
  ".keepalive-lint.yaml",
  ".keepalive-lint.yml",
  ".keepalive-lint.toml",
  "package.json",
] as const;

/** The key of package.json that holds a config. */
export const packageKey = "keepalive-lint";

/** What is wrong with a config, and where. */
export interface ConfigError extends Place {
  readonly message: string;
  /** The file as the caller names it. */
  readonly path: string;
}

export interface ConfigText {
  /** The file's text, UTF-8 decoded; a byte order mark is allowed. */
  readonly text: string;
  /** Path or name: its end decides the format, and package.json is read by its key only. */
  readonly path: string;
  /** From config-readers.ts, which callers load when there is a config to read. */
  readonly readers: ConfigReaders;
  /** All rule ids. */
  readonly rules: readonly string[];
}

/** Reads a project's config; null: a package.json without one. Anything wrong is one error, the first in the text. */
export function loadConfig(input: ConfigText): Result<Config | null, ConfigError> {
  const text = input.text.replace(/^\uFEFF/, "");
  const read = readConfig(input, text);
  if (read.ok) return read;
  return fail({ path: input.path, ...placeAt(text, read.error.at), message: read.error.message });
}

function readConfig(input: ConfigText, text: string): Result<Config | null, ConfigProblem> {
  const format = formatOf(input.path);
  if (format === null) return fail({ at: 0, message: "a config's name ends in .json, .jsonc, .yaml, .yml or .toml" });
  const most = limits.characters[format];
  if (text.length > most) return fail({ at: 0, message: `too large for a config (more than ${most / 1024} KiB)` });
  const root = input.readers[format](text);
  if (!root.ok) return root;
  const node = isPackage(input.path) ? packageNode(root.value) : root.value;
  if (node === null) return ok(isPackage(input.path) ? null : {});
  return checkConfig(node, input.rules);
}

function formatOf(path: string): ConfigFormat | null {
  if (/\.jsonc?$/i.test(path)) return "json";
  if (/\.ya?ml$/i.test(path)) return "yaml";
  return /\.toml$/i.test(path) ? "toml" : null;
}

const isPackage = (path: string) => /(^|[/\\])package\.json$/.test(path);

function packageNode(root: ConfigNode | null): ConfigNode | null {
  if (root?.kind !== "map") return null;
  return root.entries.find((entry) => entry.key === packageKey)?.value ?? null;
}
