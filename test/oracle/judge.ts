import { spawnSync } from "node:child_process";

const isThere = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

/** Whether a real program can be asked; where it must be (`.ci/run` installs them and says so), its absence is an error. */
export function canAsk(judge: string, programs: readonly string[]): boolean {
  const absent = programs.filter((program) => !isThere(program));
  if (absent.length === 0) return true;
  const message = `${judge}: not asked: ${absent.join(", ")} absent`;
  if (process.env.KEEPALIVE_LINT_NEEDS_JUDGES !== undefined) throw new Error(message);
  console.info(message);
  return false;
}
