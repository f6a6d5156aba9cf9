import { isKnown } from "./excerpt.ts";
import { getoptOrder, takesNext } from "./getopt-order.ts";
import type { Field } from "./shell-syntax.ts";

/** autossh's own idea of ssh's options, older than ssh's: it knows no `-B`, and of no value behind `-J` (autossh.c 1.4g, measured). */
const valued = "Mbceilmopw" + "DEFILOQRSW";
const flags = "V1246afgknqstvxy" + "ACGJKNPTXY";

/** Options that never reach ssh: autossh's own. */
const own = /^-(?:M.*|f)$/s;

export interface AutosshRefusal {
  readonly field: Field;
  /** Who ends, in words before "ends with". */
  readonly program: string;
  readonly error: string;
}

/** Why autossh, or the ssh that it starts, ends at once; null: neither does for what is known here. */
export function autosshRefusal(fields: readonly Field[]): AutosshRefusal | null {
  const arrived = getoptOrder(fields, valued);
  for (let at = 0; at < arrived.length; at++) {
    const field = arrived[at];
    const text = field?.text.text ?? "";
    if (field === undefined || !isKnown(text) || !/^-./s.test(text)) break;
    const letter = [...text.slice(1)].find((one) => valued.includes(one) || !flags.includes(one)) ?? "";
    if (letter !== "" && !valued.includes(letter)) {
      return { field, program: "autossh", error: `invalid option -- '${letter}'` };
    }
    if (text.endsWith("J")) return tornJump(field, arrived, at);
    if (takesNext(text, valued)) at++;
  }
  return null;
}

/** The jump host is an operand to autossh, so the next option comes to stand behind `-J`. */
function tornJump(field: Field, arrived: readonly Field[], at: number): AutosshRefusal | null {
  let behind = at + 1;
  while (own.test(arrived[behind]?.text.text ?? "")) behind += arrived[behind]?.text.text === "-M" ? 2 : 1;
  const next = arrived[behind]?.text.text ?? "";
  if (!next.startsWith("-") || !isKnown(next)) return null;
  const program = `ssh, which gets "-J ${next}" since autossh 1.4g takes the word behind -J for the host (-o ProxyJump=HOST arrives whole),`;
  return { field, program, error: "Invalid -J argument" };
}
