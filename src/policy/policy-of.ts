import type { Kernel } from "../timeline/kernels.ts";
import type { Config, Policy } from "./policy.ts";
import { benchmarks } from "./presets.ts";
import { resolvedPolicy } from "./resolve.ts";

/** The policy that a config describes, with all presets at hand. */
export const policyOf = (config: Config, kernel?: Kernel): Policy =>
  resolvedPolicy(config, (name) => benchmarks[name], kernel);
