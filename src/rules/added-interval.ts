import type { Connection } from "../eval/connection.ts";
import { appliedInterval } from "../policy/resolve.ts";
import type { Intent } from "./finding.ts";
import type { View } from "./rule.ts";

/** Probes for a connection that has none. Where a configuration that nobody here knows may set them, somebody must look first. */
export function addedInterval(view: View, connection: Connection): Intent {
  return {
    kind: "set",
    setting: "interval",
    value: String(appliedInterval(view.sidePolicy, view.side, view.version.release)),
    from: connection.settings.interval.from,
    beside: null,
    targets: connection.targets,
    connection,
    safety: connection.settings.interval.certainty === "certain" ? "safe" : "unsafe",
  };
}
