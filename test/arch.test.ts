import { readdirSync, readFileSync } from "node:fs";
import { dirname, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../src", import.meta.url));

interface Import {
  /** Relative to src. */
  readonly from: string;
  /** A file relative to src, or a package. */
  readonly to: string;
  /** Nothing of it is left when types are gone. */
  readonly typeOnly: boolean;
}

interface SourceFile {
  readonly name: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** The modules that a file names: `import`, `export … from`, `import()`, `import("…")` in types; type imports count. */
function importsOf(from: string, tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (module: ts.Node | undefined, typeOnly: boolean): void => {
    if (module === undefined || !ts.isStringLiteral(module)) return;
    const to = module.text.startsWith(".") ? normalize(`${dirname(from)}/${module.text}`) : module.text;
    found.push({ from, to, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function isTypeOnly({ importClause: clause }: ts.ImportDeclaration): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { namedBindings: names } = clause;
  return names !== undefined && ts.isNamedImports(names) && names.elements.every((element) => element.isTypeOnly);
}

const files: readonly SourceFile[] = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".ts"))
  .sort()
  .map((name) => {
    const text = readFileSync(`${root}/${name}`, "utf8");
    const tree = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    return { name, text, tree, imports: importsOf(name, tree) };
  });
const imports = files.flatMap((file) => file.imports);

/** The interface of files and what else of io is pure: names, and files in memory. */
const pureIo = ["io/files.ts", "io/byte-paths.ts", "io/memory-files.ts"];

/** The room that a file belongs to; io has two doors, and what stands at the top is a room of its own. */
function roomOf(name: string): string {
  if (pureIo.includes(name)) return "io/files";
  const [folder = "", ...rest] = name.split("/");
  if (rest.length === 0) return folder === "run.ts" ? "run" : folder;
  return folder;
}

const meaning = ["base", "io/files", "openssh", "syntax", "edit", "eval", "census", "timeline", "policy"];

/** Which rooms a room may know; a room always knows itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  "io/files": ["base"],
  syntax: ["base"],
  // Arguments are taken apart with the lexer's strdelim, as the program does.
  openssh: ["base", "syntax"],
  edit: ["base", "io/files", "syntax", "openssh"],
  eval: ["base", "openssh", "syntax", "io/files"],
  census: ["base", "openssh", "syntax", "eval", "io/files"],
  timeline: ["base", "openssh", "eval"],
  policy: ["base", "openssh", "timeline"],
  discovery: ["base", "openssh", "syntax", "io/files"],
  // Texts about what people see and say; they need nothing but themselves.
  answers: [],
  rules: ["base", "openssh", "syntax", "edit", "eval", "census", "timeline", "policy"],
  neighbours: ["base", "io/files", "openssh", "syntax", "edit", "eval", "timeline"],
  fix: [...meaning, "rules", "discovery", "neighbours"],
  report: [...meaning, "rules"],
  run: [...meaning, "rules", "discovery", "neighbours", "fix", "report"],
  io: ["base", "io/files"],
  // The last room: it turns words into what run and the policy are given, so it knows their types.
  cli: [...meaning, "answers", "rules", "discovery", "fix", "report", "run", "io"],
  "index.ts": [...meaning, "rules", "discovery", "neighbours", "fix", "report", "run"],
};

/** Packages and node's own modules, each with the files that may import it; what is not here may be imported by no one. */
const packages: Readonly<Record<string, RegExp>> = {
  commander: /^cli\//,
  diff: /^cli\/unified-diff\.ts$/,
  ignore: /^cli\/ignore-reader\.ts$/,
  chalk: /^report\/chalk-paint\.ts$/,
  "ssh-config": /^fix\/witness\.ts$/,
  "jsonc-parser": /^policy\/config-readers\.ts$/,
  "smol-toml": /^policy\/config-readers\.ts$/,
  sax: /^neighbours\/plist-values\.ts$/,
  unbash: /^neighbours\/shell-syntax\.ts$/,
  yaml: /^(?:policy\/config-readers|neighbours\/yaml-scalars)\.ts$/,
  "node:fs": /^(?:cli\/|io\/(?!files|byte-paths|memory-files)[a-z-]+\.ts$)/,
  "node:os": /^cli\//,
  "node:child_process": /^cli\/programs\.ts$/,
  "node:v8": /^cli\/tuning\.ts$/,
};

const isLocal = ({ to }: Import): boolean => to.endsWith(".ts");
const arrow = ({ from, to }: Import): string => `${from} -> ${to}`;

describe("imports", () => {
  const local = imports.filter(isLocal);

  it("were found at all", () => {
    expect(local.length).toBeGreaterThan(100);
    expect(Object.keys(mayImport)).toEqual(expect.arrayContaining(files.map(({ name }) => roomOf(name))));
  });

  it("lead to files that exist", () => {
    const names = new Set(files.map(({ name }) => name));
    expect(local.filter(({ to }) => !names.has(to)).map(arrow)).toEqual([]);
  });

  it.each(Object.entries(mayImport))("of %s lead only to %j", (room, allowed) => {
    const wrong = local.filter(({ from, to }) => {
      return roomOf(from) === room && roomOf(to) !== room && !allowed.includes(roomOf(to));
    });
    expect(wrong.map(arrow)).toEqual([]);
  });

  it("of packages stand where they belong", () => {
    const wrong = imports.filter((one) => !isLocal(one) && packages[one.to]?.test(one.from) !== true);
    expect(wrong.map(arrow)).toEqual([]);
  });

  it("form no cycle between rooms", () => {
    expect(cyclesOf(local.map(({ from, to }) => [roomOf(from), roomOf(to)] as const))).toEqual([]);
  });

  it("form no cycle between files when the program runs", () => {
    const values = local.filter(({ typeOnly }) => !typeOnly);
    expect(cyclesOf(values.map(({ from, to }) => [from, to] as const))).toEqual([]);
  });
});

/** Each set of nodes that reach one another, sorted; a node's edge to itself is none. */
function cyclesOf(edges: readonly (readonly [string, string])[]): string[][] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
  const reach = new Map([...next.keys()].map((node) => [node, reachable(next, node)]));
  const rings = [...reach].flatMap(([node, seen]) => {
    return seen.has(node) ? [[...seen].filter((other) => reach.get(other)?.has(node)).sort()] : [];
  });
  return [...new Map(rings.map((ring) => [ring.join(" "), ring])).values()];
}

function reachable(next: ReadonlyMap<string, ReadonlySet<string>>, start: string): Set<string> {
  const seen = new Set<string>();
  const waiting = [start];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const other of next.get(node) ?? []) {
      if (seen.has(other)) continue;
      seen.add(other);
      waiting.push(other);
    }
  }
  return seen;
}

/** What makes the same input give different output, or reaches outside. */
const effects = new Set([
  "process",
  "Date",
  "performance",
  "console",
  "fetch",
  "Buffer",
  "setTimeout",
  "require",
  "crypto",
]);
const localeMethods = /^(?:localeCompare|toLocale\w+|Collator|DateTimeFormat|NumberFormat|ListFormat|PluralRules)$/;

const isCore = ({ name }: SourceFile): boolean => !/^(?:cli|io)\//.test(name) || pureIo.includes(name);

/** Names that a file uses as values, without the keys of objects and members of the same name. */
function effectsIn({ name, tree }: SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    const where = (): string =>
      `${name}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${node.getText()}`;
    if (ts.isPropertyAccessExpression(node)) {
      if (node.getText() === "Math.random" || localeMethods.test(node.name.text)) found.push(where());
      visit(node.expression);
      return;
    }
    if (ts.isPropertyAssignment(node)) {
      visit(node.initializer);
      return;
    }
    // `value instanceof Date` asks no clock.
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) {
      visit(node.left);
      return;
    }
    if (ts.isIdentifier(node) && (effects.has(node.text) || node.text === "Intl")) found.push(where());
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe("the core", () => {
  const core = files.filter(isCore);

  it("imports nothing of node's", () => {
    const wrong = core.flatMap((file) => file.imports).filter(({ to }) => to.startsWith("node:"));
    expect(wrong.map(arrow)).toEqual([]);
  });

  it("uses no process, clock, chance or locale", () => {
    expect(core.flatMap(effectsIn)).toEqual([]);
  });
});

/** Functions that are written straight into a property of `this`, in which class fields end, too. */
function functionsInProperties({ name, tree }: SourceFile): string[] {
  const found: string[] = [];
  const isFunction = (node: ts.Node | undefined): boolean =>
    node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
  const isThis = (node: ts.Node): boolean => node.kind === ts.SyntaxKind.ThisKeyword;
  const visit = (node: ts.Node): void => {
    const isField = ts.isPropertyDeclaration(node) && isFunction(node.initializer);
    const isAssigned =
      ts.isBinaryExpression(node) &&
      ts.isPropertyAccessExpression(node.left) &&
      isThis(node.left.expression) &&
      isFunction(node.right);
    if (isField || isAssigned) found.push(`${name}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe("every file", () => {
  // V8 makes such a function among old objects, and all it knows stays until a large collection: of 10,000 files a tenth of the time.
  it("writes no function straight into a property", () => {
    expect(files.filter(isCore).flatMap(functionsInProperties)).toEqual([]);
  });

  it("has a kebab-case name", () => {
    expect(
      files.map(({ name }) => name).filter((name) => !/^(?:[a-z0-9-]+\/)?[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/.test(name)),
    ).toEqual([]);
  });

  it("lies in its room, not deeper", () => {
    expect(files.map(({ name }) => name).filter((name) => name.split("/").length > 2)).toEqual([]);
  });

  it("is named by what it holds", () => {
    expect(
      files.map(({ name }) => name).filter((name) => /(?:^|\/|-)(?:utils?|helpers?|misc|common)(?:-|\.|\/)/.test(name)),
    ).toEqual([]);
  });

  it("exports by name", () => {
    const wrong = files.filter(({ tree }) => tree.statements.some(isDefaultExport));
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it("exports no other file wholesale", () => {
    const wrong = files.filter(({ text }) => /^export \*/m.test(text));
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
}
