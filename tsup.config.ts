import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { defineConfig, type Options } from "tsup";
import { folding } from "./bundling/folding.ts";
import { type Beside, givingShared, sharedModules, takingShared } from "./bundling/shared-modules.ts";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** Writes down which packages went into a bundle: test/generated.test.ts holds THIRD-PARTY-NOTICES against it. */
const listPackages = (name: string): Plugin => ({
  name: "list-packages",
  setup(build) {
    build.initialOptions.metafile = true;
    build.onEnd(({ metafile }) => {
      const inputs = Object.values(metafile?.outputs ?? {}).flatMap(({ inputs: used }) => Object.keys(used));
      const packages = inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
      mkdirSync(".cache/bundled", { recursive: true });
      writeFileSync(`.cache/bundled/${name}.json`, JSON.stringify([...new Set(packages)].sort()));
    });
  },
});

const bundle: Options = {
  outDir: "dist",
  platform: "node",
  target: "node20",
  minify: true,
  treeshake: false,
  splitting: false,
  sourcemap: false,
  silent: true,
  // Nothing is left to install: everything that is imported is bundled.
  noExternal: [/.*/],
};

const commonjs: Options = {
  ...bundle,
  format: "cjs",
  outExtension: () => ({ js: ".cjs" }),
  esbuildOptions: (options) => {
    options.mainFields = ["module", "main"];
  },
};

/** Rules carry their documentation and examples, which only `explain` shows: a third of the main bundle, read at every start. */
const withoutRuleDocs: Plugin = {
  name: "without-rule-docs",
  setup(build) {
    build.onLoad({ filter: /src[\\/]rules[\\/][a-z-]+\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replace(/^ {2}docs: \{\n[\s\S]*?^ {2}\},\n/m, "")
        .replace(/^ {2}examples: \[\n[\s\S]*?^ {2}\],\n/m, ""),
      loader: "ts",
    }));
  },
};

/** ssh-config can run the commands of a config; inside our bundle it cannot. */
const noProgramsForSshConfig: Plugin = {
  name: "no-programs-for-ssh-config",
  setup(build) {
    build.onResolve({ filter: /child_process$/ }, ({ importer }) =>
      importer.includes("ssh-config") ? { path: "no-programs", namespace: "stub" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "stub" }, () => ({
      contents: `const refuse = () => { throw new Error("keepalive-lint runs no program"); };
        module.exports = { spawnSync: refuse, execFileSync: refuse, execSync: refuse };`,
      loader: "js",
    }));
  },
};

const main = "src/cli/main.ts";

/** Bundles beside the main one. */
const withoutDocs: Beside = {
  entries: {
    effective: "src/cli/effective-command.ts",
    judge: "src/run/judge-in-full.ts",
    matching: "src/census/matching.ts",
    presets: "src/cli/preset-list.ts",
    text: "src/report/people.ts",
    "config-reader": "src/cli/config-reader.ts",
    neighbours: "src/run/neighbours.ts",
    "print-config": "src/cli/print-config.ts",
    completion: "src/cli/completion-command.ts",
  },
  plugins: [folding, withoutRuleDocs],
  isShared: () => true,
};

const others: Beside = {
  entries: {
    "command-line": "src/cli/options.ts",
    explain: "src/cli/explain-command.ts",
    init: "src/cli/init-command.ts",
    colour: "src/report/chalk-paint.ts",
    witness: "src/fix/witness.ts",
    diff: "src/cli/unified-diff.ts",
    "ignore-reader": "src/cli/ignore-reader.ts",
    "neighbour-files": "src/discovery/neighbour-files.ts",
    "list-files": "src/cli/list-files.ts",
    baseline: "src/cli/baseline.ts",
    programs: "src/cli/programs.ts",
    json: "src/report/json.ts",
    fleet: "src/cli/fleet-command.ts",
    sarif: "src/report/sarif.ts",
    github: "src/report/github.ts",
    gitlab: "src/report/gitlab.ts",
    junit: "src/report/junit.ts",
    rdjson: "src/report/rdjson.ts",
    html: "src/report/html.ts",
    account: "src/cli/account.ts",
    tuning: "src/cli/tuning.ts",
    writer: "src/io/node-writer.ts",
    "write-changes": "src/cli/write-changes.ts",
    interactive: "src/cli/interactive.ts",
    "openssh-verification": "src/cli/openssh-verification.ts",
    "carry-attributes": "src/cli/carry-attributes.ts",
  },
  plugins: [folding, noProgramsForSshConfig],
  // Some of these show the documentation of rules, which the main bundle does not have.
  isShared: (path: string) => !/[\\/]src[\\/]rules[\\/]/.test(path),
};

export default defineConfig(async () => {
  const shared = await sharedModules(main, [withoutDocs, others], [folding, withoutRuleDocs]);
  const beside = ({ entries, plugins, isShared }: Beside, name: string): Options => ({
    ...commonjs,
    entry: { ...entries },
    esbuildPlugins: [takingShared(shared, isShared), ...plugins, listPackages(name)],
  });
  return [
    {
      ...commonjs,
      entry: { main },
      esbuildPlugins: [givingShared(main, shared), folding, withoutRuleDocs, listPackages("main")],
    },
    beside(withoutDocs, "without-docs"),
    beside(others, "others"),
    {
      ...bundle,
      entry: { index: "src/index.ts" },
      format: "esm",
      dts: true,
      minify: false,
      esbuildPlugins: [folding, listPackages("library")],
    },
  ];
});
