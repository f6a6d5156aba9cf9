import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";

/** Names of exports that other bundles take from a module of the main one, by the module's absolute path. */
export type Shared = ReadonlyMap<string, readonly string[]>;

export interface Beside {
  readonly entries: Readonly<Record<string, string>>;
  readonly plugins: readonly Plugin[];
  /** Whether these bundles may take a module from the main one. */
  readonly isShared: (path: string) => boolean;
}

/** How the main bundle is asked for at run time: the loader in bin/ answers it. */
const main = "#main";

/** A module that had to grow by more than this part of itself to give others what they need stays where it is, twice. */
const mostGrowth = 0.2;

const importOfShared = /^import (?:\{([^}]*)\} from )?"shared:([^"]+)";$/gm;
const looking: BuildOptions = { bundle: true, platform: "node", target: "node20", write: false, minifySyntax: true };

/** Bytes that the main bundle holds of each module. */
async function sizesInMain(entry: string, plugins: readonly Plugin[]): Promise<ReadonlyMap<string, number>> {
  const options: BuildOptions = { ...looking, minify: true, entryPoints: [entry], plugins: [...plugins] };
  const { metafile } = await build({ ...options, metafile: true });
  const inputs = Object.entries(Object.values(metafile?.outputs ?? {})[0]?.inputs ?? {});
  return new Map(inputs.map(([path, { bytesInOutput }]) => [resolve(path), bytesInOutput]));
}

/** Calls `found` for each import of a file that `isShared`, and makes of it what `found` says. */
const resolvingShared = (
  isShared: (path: string) => boolean,
  found: (path: string) => { path: string; external?: boolean; namespace?: string },
): Plugin => ({
  name: "resolving-shared",
  setup(bundle) {
    bundle.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, kind }) => {
      const file = resolve(resolveDir, path);
      return kind !== "entry-point" && isShared(file) ? found(file) : undefined;
    });
  },
});

/** What `bundles` take from the modules that are `held`, after all that nobody calls was left out. */
async function taken(bundles: readonly Beside[], held: ReadonlySet<string>): Promise<Shared> {
  const names = new Map<string, Set<string>>();
  for (const { entries, plugins, isShared } of bundles) {
    const external = (path: string) => ({ path: `shared:${path}`, external: true });
    const resolving = resolvingShared((path) => held.has(path) && isShared(path), external);
    const entryPoints = Object.values(entries);
    const all = [resolving, ...plugins];
    const { outputFiles } = await build({ ...looking, entryPoints, outdir: "out", format: "esm", plugins: all });
    for (const { text } of outputFiles ?? []) {
      for (const [, list, path = ""] of text.matchAll(importOfShared)) {
        const known = names.get(path) ?? new Set();
        for (const name of list?.split(",") ?? []) known.add(name.trim().replace(/ as .*/, ""));
        if (known.size > 0) names.set(path, known);
      }
    }
  }
  const inOrder = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(inOrder.map(([path, known]) => [path, [...known].sort()]));
}

/** What bundles beside the main one take from it, where that one has it anyway. */
export async function sharedModules(
  entry: string,
  bundles: readonly Beside[],
  plugins: readonly Plugin[],
): Promise<Shared> {
  const before = await sizesInMain(entry, plugins);
  const held = [...before.keys()].filter((path) => path !== resolve(entry) && (before.get(path) ?? 0) > 0);
  const wanted = await taken(bundles, new Set(held));
  const after = await sizesInMain(entry, [givingShared(entry, wanted), ...plugins]);
  const hardlyGrows = (path: string) => (after.get(path) ?? 0) <= (before.get(path) ?? 0) * (1 + mostGrowth);
  return taken(bundles, new Set(held.filter(hardlyGrows)));
}

/**
 * In a bundle beside the main one: what both need is taken from that one, which is loaded and warm already. By numbers: what
 * has names is slower to hand over, and a bundle takes a hundred things before it can begin.
 */
export const takingShared = (shared: Shared, isShared: (path: string) => boolean): Plugin => ({
  name: "taking-shared",
  setup(bundle) {
    const inside = (path: string) => ({ path, namespace: "shared" });
    resolvingShared((path) => shared.has(path) && isShared(path), inside).setup(bundle);
    bundle.onResolve({ filter: new RegExp(`^${main}$`) }, ({ path }) => ({ path, external: true }));
    bundle.onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => {
      const taking = shared.get(path)?.map((name, at) => `${name} = all[${at}]`);
      const all = `require("${main}").shared(${[...shared.keys()].indexOf(path)})`;
      return { contents: `const all = ${all};\nexport const ${taking?.join(", ")};`, loader: "js" };
    });
  },
});

/** In the main bundle: a function that hands out what others take. It costs a run that loads no other bundle nothing. */
export const givingShared = (entry: string, shared: Shared): Plugin => ({
  name: "giving-shared",
  setup(bundle) {
    const modules = [...shared];
    const imports = modules.map(
      ([path, names], at) => `import { ${names.map((name) => `${name} as ${name}_${at}`).join(", ")} } from "${path}";`,
    );
    const cases = modules.map(
      ([, names], at) => `case ${at}: return [${names.map((name) => `${name}_${at}`).join(", ")}];`,
    );
    const handing = `export const shared = (module) => { switch (module) { ${cases.join("\n")} } };`;
    bundle.onLoad({ filter: /[\\/]main\.ts$/ }, ({ path }) =>
      path === resolve(entry)
        ? { contents: [...imports, readFileSync(path, "utf8"), handing].join("\n"), loader: "ts" }
        : undefined,
    );
  },
});
