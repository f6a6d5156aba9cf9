import { type Node as JsonNode, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { parse as parseToml, TomlError } from "smol-toml";
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from "yaml";
import { fail, ok, type Result } from "../base/result.ts";
import { type ConfigEntry, type ConfigNode, type ConfigProblem, type ConfigReaders, limits } from "./config-node.ts";
import { pathOf, type TomlPlace, tomlPlaces } from "./toml-places.ts";

/** A problem on its way out of a recursive reader; it never leaves this module. */
class Refused extends Error {
  constructor(readonly problem: ConfigProblem) {
    super(problem.message);
  }
}

/** Counts what a reader makes: YAML aliases can stand for more than any text holds, and inputs can nest without end. */
class Budget {
  #nodes = 0;

  spend(at: number, depth: number): void {
    this.#nodes += 1;
    if (this.#nodes > limits.nodes)
      throw new Refused({ at, message: `more than ${limits.nodes} values (do aliases multiply?)` });
    if (depth > limits.depth) throw new Refused({ at, message: `nested more than ${limits.depth} deep` });
  }
}

/** Third-party parsers recurse: what nests deeper than the stack ends in a RangeError, which is the input's fault. */
function guarded(text: string, read: (text: string) => ConfigNode | null): Result<ConfigNode | null, ConfigProblem> {
  try {
    return ok(read(text));
  } catch (error) {
    if (error instanceof Refused) return fail(error.problem);
    if (error instanceof TomlError) return fail({ at: tomlOffset(text, error), message: tomlMessage(error) });
    if (error instanceof RangeError) return fail({ at: 0, message: "nested too deep" });
    throw error;
  }
}

/** The readers of the three formats: jsonc-parser (comments and trailing commas allowed), yaml (1.2, one document), smol-toml. */
export const configReaders: ConfigReaders = {
  json: (text) => guarded(text, readJson),
  yaml: (text) => guarded(text, readYaml),
  toml: (text) => guarded(text, readToml),
};

function readJson(text: string): ConfigNode {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const first = errors[0];
  if (first !== undefined) throw new Refused({ at: first.offset, message: jsonMessage(first) });
  if (root === undefined) throw new Refused({ at: 0, message: "not JSON: the file is empty" });
  return jsonNode(root, new Budget(), 0);
}

/** "ValueExpected" -> "not JSON: value expected" */
function jsonMessage(error: ParseError): string {
  const words = printParseErrorCode(error.error).replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `not JSON: ${words.toLowerCase()}`;
}

function jsonNode(node: JsonNode, budget: Budget, depth: number): ConfigNode {
  const at = node.offset;
  budget.spend(at, depth);
  const children = node.children ?? [];
  const inner = (child: JsonNode) => jsonNode(child, budget, depth + 1);
  if (node.type === "array") return { kind: "list", at, items: children.map(inner) };
  if (node.type !== "object") return { kind: "scalar", at, value: node.value };
  const entries = children.flatMap(({ children: [key, value] = [] }): ConfigEntry[] =>
    key === undefined || value === undefined ? [] : [{ key: String(key.value), at: key.offset, value: inner(value) }],
  );
  return { kind: "map", at, entries };
}

function readYaml(text: string): ConfigNode | null {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true });
  const first = [...document.errors, ...document.warnings][0];
  if (first?.code === "RESOURCE_EXHAUSTION") throw new RangeError(first.message);
  if (first !== undefined) throw new Refused({ at: first.pos[0], message: `not YAML: ${first.message}` });
  const tree: YamlTree = { document, budget: new Budget() };
  return document.contents === null ? null : yamlNode(document.contents, tree, 0);
}

interface YamlTree {
  readonly document: Document;
  readonly budget: Budget;
}

function yamlNode(node: unknown, tree: YamlTree, depth: number): ConfigNode {
  const { document, budget } = tree;
  const at = offsetOf(node);
  budget.spend(at, depth);
  const inner = (child: unknown) => yamlNode(child, tree, depth + 1);
  if (isAlias(node)) return { ...inner(node.resolve(document)), at };
  if (isSeq(node)) return { kind: "list", at, items: node.items.map(inner) };
  if (!isMap(node)) return { kind: "scalar", at, value: isScalar(node) ? plain(node.value) : null };
  const entries = node.items.filter(isPair).map(({ key, value }): ConfigEntry => {
    const keyAt = offsetOf(key);
    if (!isScalar(key)) throw new Refused({ at: keyAt, message: "a key must be a word" });
    return { key: String(key.value), at: keyAt, value: value === null ? nothing(keyAt) : inner(value) };
  });
  return { kind: "map", at, entries };
}

/** A key without a value: `? select`. */
const nothing = (at: number): ConfigNode => ({ kind: "scalar", at, value: null });

function offsetOf(node: unknown): number {
  const range: unknown = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : 0;
}

function plain(value: unknown): string | number | boolean | null {
  const simple = value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  if (simple) return value;
  return value instanceof Date ? value.toISOString() : String(value);
}

function readToml(text: string): ConfigNode {
  const tree: TomlTree = { places: tomlPlaces(text), budget: new Budget() };
  return tomlNode(parseToml(text), tree, [], { key: 0, value: 0 });
}

/** smol-toml counts lines and characters from 1. */
function tomlOffset(text: string, error: TomlError): number {
  const before = text.split("\n").slice(0, error.line - 1);
  return before.reduce((sum, line) => sum + line.length + 1, error.column - 1);
}

/** smol-toml's message ends in a code frame of its own. */
function tomlMessage(error: TomlError): string {
  return `not TOML: ${(error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "")}`;
}

interface TomlTree {
  readonly places: ReadonlyMap<string, TomlPlace>;
  readonly budget: Budget;
}

/** `near` is the place of the value, or of what holds it where its own is not known. */
function tomlNode(value: unknown, tree: TomlTree, path: readonly string[], near: TomlPlace): ConfigNode {
  const at = near.value;
  tree.budget.spend(at, path.length);
  if (Array.isArray(value)) {
    return { kind: "list", at, items: value.map((item) => tomlNode(item, tree, [...path, "[]"], near)) };
  }
  if (typeof value !== "object" || value === null || value instanceof Date) {
    return { kind: "scalar", at, value: plain(value) };
  }
  const entries = Object.entries(value).map(([key, inner]): ConfigEntry => {
    const place = tree.places.get(pathOf([...path, key])) ?? { key: at, value: at };
    return { key, at: place.key, value: tomlNode(inner, tree, [...path, key], place) };
  });
  return { kind: "map", at, entries };
}
