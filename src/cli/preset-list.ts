import { presetNames } from "../policy/policy.ts";
import { benchmarks } from "../policy/presets.ts";

export { benchmarks };

/** The built-in policies, a line each. */
export function presets(): string {
  return presetNames
    .map((name) => {
      const words =
        name === "recommended"
          ? "first probe before the network forgets, a dead peer noticed within 30 s to an hour (the default)"
          : `${benchmarks[name].title} (${benchmarks[name].disclaimer})`;
      return `${name.padEnd(16)}${words}\n`;
    })
    .join("");
}
