import { readFileSync } from "node:fs";
import { defineConfig, type Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

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

export default defineConfig([
  {
    ...commonjs,
    entry: {
      main: "src/cli/main.ts",
      effective: "src/cli/effective-command.ts",
      rules: "src/rules/registry.ts",
      "config-reader": "src/cli/config-reader.ts",
      neighbours: "src/run/neighbours.ts",
    },
    esbuildPlugins: [withoutRuleDocs],
  },
  {
    ...commonjs,
    entry: {
      "command-line": "src/cli/options.ts",
      explain: "src/cli/explain-command.ts",
      init: "src/cli/init-command.ts",
      colour: "src/report/chalk-paint.ts",
      witness: "src/fix/witness.ts",
      diff: "src/cli/unified-diff.ts",
      programs: "src/cli/programs.ts",
      account: "src/cli/account.ts",
      writer: "src/io/node-writer.ts",
    },
    esbuildPlugins: [noProgramsForSshConfig],
  },
  { ...bundle, entry: { index: "src/index.ts" }, format: "esm", dts: true, minify: false },
]);
