import type { Source } from "../syntax/source.ts";
import { type Neighbour, nothingRead } from "./neighbour.ts";
import { sysctlMachines } from "./sysctl-machine.ts";
import { sysctlRemarks } from "./sysctl-remarks.ts";

/** The kernel's values: no connection of their own, but what every connection of that machine meets. */
export const sysctl: Neighbour = {
  system: "sysctl",
  title: "sysctl file",
  read: ({ source, siblings }) => {
    const remarks = sysctlRemarks(machineOf(source, siblings ?? []));
    return {
      ...nothingRead,
      remarks: remarks
        .filter((remark) => remark.source === source)
        .map((remark) => ({ ...remark, targets: [], certainty: "certain" as const })),
    };
  },
};

/** The files that are read together with this one; alone where one of the same name hides it. */
function machineOf(source: Source, siblings: readonly Source[]): readonly Source[] {
  const all = [source, ...siblings.filter(({ path }) => path !== source.path)];
  const sources = sysctlMachines(all).find((machine) => machine.sources.includes(source))?.sources;
  return sources ?? [source];
}
