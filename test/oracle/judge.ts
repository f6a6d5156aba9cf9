import { spawnSync } from "node:child_process";

const isThere = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

/**
 * Whether a real program can be asked; where it must be (`.ci/run` installs them and says so), its absence is an error. What
 * not every Debian has is optional.
 */
export function canAsk(judge: string, programs: readonly string[], need: "needed" | "optional" = "needed"): boolean {
  const absent = programs.filter((program) => !isThere(program));
  if (absent.length === 0) return true;
  const message = `${judge}: not asked: ${absent.join(", ")} absent`;
  if (need === "needed" && process.env.KEEPALIVE_LINT_NEEDS_JUDGES !== undefined) throw new Error(message);
  console.info(message);
  return false;
}
