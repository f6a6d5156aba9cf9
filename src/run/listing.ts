import type { Side } from "../base/side.ts";
import type { System } from "../base/system.ts";
import type { BytePath } from "../io/files.ts";
import type { Failure, Host } from "./host.ts";
import { findInputs, type InputRequest } from "./inputs.ts";
import { buildRoots, filesOf, type RootRequest } from "./roots.ts";

/** What a lint would read, without judging any of it. */
export interface Listing {
  /** Files that were named or found, and all that they include; sorted by path. */
  readonly files: readonly { readonly path: BytePath; readonly side: Side; readonly system?: System }[];
  readonly failures: readonly Failure[];
  readonly notices: readonly string[];
}

/** The files that a lint would look at. */
export function listFiles(request: InputRequest & RootRequest, host: Host): Listing {
  const { inputs, failures, notices } = findInputs(request, host);
  const present = inputs.filter(({ absent }) => absent !== true);
  const others = present.filter(({ system }) => system !== undefined);
  const own = present.filter(({ system }) => system === undefined);
  const built = buildRoots(own, request, host);
  if (!built.ok) return { files: [], failures: [...failures, built.error], notices };
  return { files: [...filesOf(built.value), ...others].sort((a, b) => (a.path < b.path ? -1 : 1)), failures, notices };
}
