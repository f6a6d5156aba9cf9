import type { Inclusion } from "../eval/program.ts";
import type { View } from "./rule.ts";

/** Why an Include can never include anything, where OpenSSH does not say so; null where it may. */
export function whyNothing(
  view: Pick<View, "side" | "hasFileBeside">,
  { file, argument, read, empty, outcome }: Inclusion,
): "directory" | "tilde" | "beside" | null {
  if (read.length > 0 || outcome === "refused") return null;
  if (empty.length > 0) return "directory";
  if (view.side === "server" && argument.value.startsWith("~")) return "tilde";
  const relative = !/^[/~%$]/.test(argument.value);
  return relative && view.hasFileBeside(file, argument.value) ? "beside" : null;
}
