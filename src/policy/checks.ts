import type { ConfigNode, ConfigProblem } from "./config-node.ts";
import { hint } from "./nearest.ts";

/** What a check may know, and where it reports. */
export interface Checking {
  readonly problems: ConfigProblem[];
  /** All rule ids. */
  readonly rules: readonly string[];
}

/** Turns a node into a value; undefined: it was wrong, and a problem was reported. `name` is the key's path for the message. */
export type Check<T> = (node: ConfigNode, name: string, checking: Checking) => T | undefined;

/** Reports a problem and gives the undefined that a failed check returns. */
export function wrong(checking: Checking, at: number, message: string): undefined {
  checking.problems.push({ at, message });
  return undefined;
}

/** What stands there, for a message: cut short, quoted as JSON does. */
export function shown(node: ConfigNode): string {
  if (node.kind !== "scalar") return node.kind === "map" ? "a table" : "a list";
  return typeof node.value === "string" ? quoted(node.value) : String(node.value);
}

const quoted = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** One of a closed list of words. */
export function oneOf<T extends string>(words: readonly T[]): Check<T> {
  return (node, name, checking) => {
    const text = node.kind === "scalar" && typeof node.value === "string" ? node.value : null;
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    const help = text === null ? ` (known: ${words.join(", ")})` : hint(text, words);
    return wrong(checking, node.at, `${name}: not ${shown(node)}${help}`);
  };
}

/** A whole number from `least` to `most`, made into what it counts. */
export function whole<T>(make: (value: number) => T, least: number, most: number, unit: string): Check<T> {
  return (node, name, checking) => {
    const value = node.kind === "scalar" && typeof node.value === "number" ? node.value : Number.NaN;
    if (Number.isInteger(value) && value >= least && value <= most) return make(value);
    return wrong(
      checking,
      node.at,
      `${name}: ${shown(node)} is not a whole number of ${unit} from ${least} to ${most}`,
    );
  };
}

/** Text that is not empty. */
export const text: Check<string> = (node, name, checking) => {
  if (node.kind === "scalar" && typeof node.value === "string" && node.value !== "") return node.value;
  const help = node.kind === "scalar" && typeof node.value === "number" ? ": put it in quotes" : "";
  return wrong(checking, node.at, `${name}: ${shown(node)} is not text${help}`);
};

/** true or false, and nothing that might mean it. */
export const flag: Check<boolean> = (node, name, checking) =>
  node.kind === "scalar" && typeof node.value === "boolean"
    ? node.value
    : wrong(checking, node.at, `${name}: ${shown(node)} is neither true nor false`);

/** A list whose every item passes. */
export function listOf<T>(item: Check<T>): Check<readonly T[]> {
  return (node, name, checking) => {
    if (node.kind !== "list") return wrong(checking, node.at, `${name}: ${shown(node)} is not a list`);
    return node.items.map((each) => item(each, name, checking)).filter((value) => value !== undefined);
  };
}

/** A table with any of these keys and no other, none of them twice; what is wrong is left out. */
export function table<T extends object>(
  fields: { readonly [Key in keyof Required<T>]: Check<NonNullable<T[Key]>> },
): Check<T> {
  const known = new Map<string, Check<unknown>>(Object.entries(fields));
  return (node, name, checking) => {
    const read = readTable(node, name, [...known.keys()], checking, (key, value) =>
      known.get(key)?.(value, inside(name, key), checking),
    );
    // Every value comes from the check that `fields` declares for its key.
    return read === undefined ? undefined : (Object.fromEntries(read) as T);
  };
}

/** A table from any of the known names to a value. */
export function mapOf<T>(
  known: (checking: Checking) => readonly string[],
  item: Check<T>,
): Check<ReadonlyMap<string, T>> {
  return (node, name, checking) => {
    const read = readTable(node, name, known(checking), checking, (key, value) =>
      item(value, inside(name, key), checking),
    );
    return read === undefined ? undefined : new Map(read);
  };
}

const inside = (name: string, key: string) => (name === "" ? key : `${name}.${key}`);

function readTable<T>(
  node: ConfigNode,
  name: string,
  known: readonly string[],
  checking: Checking,
  read: (key: string, value: ConfigNode) => T | undefined,
): [string, T][] | undefined {
  if (node.kind !== "map") return wrong(checking, node.at, `${name || "the config"}: ${shown(node)} is not a table`);
  const seen = new Set<string>();
  const found: [string, T][] = [];
  for (const { key, at, value } of node.entries) {
    if (!known.includes(key))
      wrong(checking, at, `${name === "" ? "" : `${name}: `}unknown key ${quoted(key)}${hint(key, known)}`);
    else if (seen.has(key)) wrong(checking, at, `${inside(name, key)} stands twice`);
    else keep(found, key, read(key, value));
    seen.add(key);
  }
  return found;
}

function keep<T>(found: [string, T][], key: string, value: T | undefined): void {
  if (value !== undefined) found.push([key, value]);
}
