import { fail, ok, type Result } from "../base/result.ts";
import { readSysctl, type SysctlProblem } from "../neighbours/sysctl.ts";
import { type Kernel, kernels, tunedKernel } from "../timeline/kernels.ts";

/** A kernel with what the text of a sysctl file says; a file of Linux speaks of Linux, whatever system was assumed. */
export function kernelWithSysctl(text: string, assumed: Kernel): Result<Kernel, SysctlProblem> {
  const read = readSysctl(text);
  if (!read.ok) return read;
  const { systems, overrides } = read.value;
  if (systems === null || systems.includes(assumed.name)) return ok(tunedKernel(assumed, overrides));
  const [only, another] = systems;
  if (only !== undefined && another === undefined) return ok(tunedKernel(kernels[only], overrides));
  return fail({
    line: 1,
    message: `these are keys of ${systems.join(" or ")}: name one as \`kernel\` in the project config`,
  });
}
