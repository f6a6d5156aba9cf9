import { configReaders } from "../policy/config-readers.ts";
import { loadConfig } from "../policy/load.ts";
import { ruleIds } from "../rules/rule-ids.ts";

export { kernelWithSysctl } from "../run/tuned-kernel.ts";

/** Reads the text of a project config; its own bundle, since most runs have none to read. */
export const readProjectConfig = (text: string, path: string): ReturnType<typeof loadConfig> =>
  loadConfig({ text, path, readers: configReaders, rules: ruleIds });
