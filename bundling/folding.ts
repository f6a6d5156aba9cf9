import { build, type Plugin } from "esbuild";

/** Modules whose exports are texts that nothing at run time changes. */
const folded = /src[\\/](?:openssh[\\/]keyword-lines|rules[\\/]rule-ids)\.ts$/;

/** Runs such a module at build time: what is bundled are the values that it exports. */
export const folding: Plugin = {
  name: "folding",
  setup(bundle) {
    bundle.onLoad({ filter: folded }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, format: "cjs", write: false });
      const module = { exports: {} };
      new Function("module", outputFiles[0]?.text ?? "")(module);
      const values = Object.entries(module.exports).map(
        ([name, value]) => `export const ${name} = ${JSON.stringify(value)};`,
      );
      return { contents: values.join("\n"), loader: "js" };
    });
  },
};
