import { isInside } from "../io/byte-paths.ts";
import type { BytePath } from "../io/files.ts";
import { kernelOverrides, sysctlSettings } from "../neighbours/sysctl.ts";
import { sysctlMachines } from "../neighbours/sysctl-machine.ts";
import type { Policy } from "../policy/policy.ts";
import type { CarriedKernel } from "../report/report.ts";
import { type KernelOverrides, kernels, tunedKernel } from "../timeline/kernels.ts";
import type { Input } from "./inputs.ts";

/** The policy of a file, with what the sysctl files of the same run leave in the kernel of its machine. */
export function policyWithSysctl(
  inputs: readonly Input[],
  policyFor: (path: BytePath) => Policy,
): (path: BytePath) => Policy {
  const machines = sysctlMachines(inputs.filter(({ system }) => system === "sysctl"))
    .map(({ root, sources }) => ({ root, overrides: kernelOverrides(sysctlSettings(sources)) }))
    .filter(({ overrides }) => Object.keys(overrides).length > 0);
  const made = new Map<Policy, Map<KernelOverrides, Policy>>();
  return (path) => {
    const policy = policyFor(path);
    const overrides = kernelFor(path, machines);
    if (overrides === null) return policy;
    const known = made.get(policy)?.get(overrides);
    if (known !== undefined) return known;
    // A sysctl file with these keys is Linux's, whatever system was assumed.
    const assumed = policy.kernel.name === "linux" ? policy.kernel : kernels.linux;
    // What the project config or --sysctl says was meant for this.
    const tuned = { ...policy, kernel: tunedKernel(assumed, { ...overrides, ...policy.kernel.tuned }) };
    made.set(policy, (made.get(policy) ?? new Map<KernelOverrides, Policy>()).set(overrides, tuned));
    return tuned;
  };
}

/** What the sysctl files of a run leave in each machine's kernel. */
export function carriedKernels(inputs: readonly Input[]): CarriedKernel[] {
  const sources = inputs.filter(({ system }) => system === "sysctl");
  return sysctlMachines(sources).flatMap((machine) => {
    const settings = sysctlSettings(machine.sources);
    const { keepalive } = tunedKernel(kernels.linux, kernelOverrides(settings));
    const isBroken = [...settings].some(([key, { value }]) => key !== "tcp_retries2" && value <= 0);
    const values = [...settings].map(([key, { value, source, line }]) => {
      return [`net.ipv4.${key}`, { value, place: { source, start: line.at.start, end: line.at.end } }] as const;
    });
    const { time, interval, probes } = keepalive;
    return settings.size === 0
      ? []
      : [{ values: new Map(values), keepaliveGivesUp: isBroken ? null : time + interval * probes }];
  });
}

interface Tuned {
  readonly root: BytePath;
  readonly overrides: KernelOverrides;
}

/** One machine in the run is everybody's; of several, the one in whose tree the file lies. */
function kernelFor(path: BytePath, machines: readonly Tuned[]): KernelOverrides | null {
  const [only] = machines;
  if (machines.length < 2) return only?.overrides ?? null;
  const around = machines.filter(({ root }) => root === "" || isInside(root, path));
  const [nearest] = around.sort((a, b) => b.root.length - a.root.length);
  return nearest?.overrides ?? null;
}
