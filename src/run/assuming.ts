import type { Policy } from "../policy/policy.ts";
import type { LintReport } from "../report/report.ts";
import type { Host } from "./host.ts";
import type { LintRequest } from "./lint-request.ts";
import type { LintRoot } from "./roots.ts";

/** What a report says that it was judged by. */
export function assumingOf(
  root: Pick<LintRoot, "assumed"> | undefined,
  policy: Policy | undefined,
  request: LintRequest,
  host: Host,
): LintReport["assuming"] {
  const used = policy ?? request.policyFor(host.cwd);
  return {
    version: root?.assumed.version ?? { release: 0, portable: 1, vendor: "upstream" },
    openssh: root?.assumed.name ?? "",
    because: root?.assumed.because ?? "",
    os: used.kernel.name,
    policy: used.preset,
  };
}
