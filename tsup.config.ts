import { defineConfig, type Options } from "tsup";

const bundle: Options = {
  outDir: "dist",
  platform: "node",
  target: "node20",
  minify: true,
  treeshake: false,
  splitting: false,
  sourcemap: false,
  // Nothing is left to install: everything that is imported is bundled.
  noExternal: [/.*/],
};

export default defineConfig([
  {
    ...bundle,
    entry: {
      main: "src/cli/main.ts",
      "config-readers": "src/policy/config-readers.ts",
      witness: "src/fix/witness.ts",
      diff: "src/cli/unified-diff.ts",
      programs: "src/cli/programs.ts",
    },
    format: "cjs",
    clean: true,
    outExtension: () => ({ js: ".cjs" }),
    esbuildOptions: (options) => {
      options.mainFields = ["module", "main"];
    },
    esbuildPlugins: [
      {
        // ssh-config can run the commands of a config; inside our bundle it cannot.
        name: "no-programs-for-ssh-config",
        setup(build) {
          build.onResolve({ filter: /child_process$/ }, ({ importer }) =>
            importer.includes("ssh-config") ? { path: "no-programs", namespace: "stub" } : undefined,
          );
          build.onLoad({ filter: /.*/, namespace: "stub" }, () => ({
            contents:
              'const refuse = () => { throw new Error("keepalive-lint runs no program"); }; module.exports = { spawnSync: refuse, execFileSync: refuse, execSync: refuse };',
            loader: "js",
          }));
        },
      },
    ],
  },
  { ...bundle, entry: { index: "src/index.ts" }, format: "esm", dts: true, minify: false },
]);
