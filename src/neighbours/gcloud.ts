import { type Excerpt, isKnown, part, spanIn } from "./excerpt.ts";
import type { Field } from "./shell-syntax.ts";

/** gcloud's words as ssh gets them; null where gcloud does something else. */
export interface GcloudCall {
  readonly program: "ssh" | "scp";
  /** The name of the machine, for people: ssh itself gets an address, which nobody here knows. */
  readonly instance: Field | null;
  /** Before the address. */
  readonly flags: readonly Field[];
  /** Behind it. */
  readonly rest: readonly Field[];
}

/** Options with a value in the next word, of those that people give to `gcloud … ssh`. */
const valued =
  /^--(?:zone|project|command|worker|ssh-key-file|ssh-key-expire-after|ssh-key-expiration|account|region|node|container|configuration|impersonate-service-account|dest-group|network|strict-host-key-checking)$/;

/**
 * `gcloud compute ssh NAME --ssh-flag="-o …" -- -o …`: each --ssh-flag falls apart at blanks and comes before the address,
 * what follows `--` comes behind it (google-cloud-sdk, command_lib/compute/ssh_utils.py ParseAndSubstituteSSHFlags and
 * command_lib/util/ssh/ssh.py SSHCommand.Build).
 */
export function gcloudCall(fields: readonly Field[]): GcloudCall | null {
  const end = fields.findIndex(({ text }) => text.text === "--");
  const own = end === -1 ? fields : fields.slice(0, end);
  const verb = own.findIndex(({ text }) => /^(?:ssh|scp)$/.test(text.text));
  if (verb < 1 || !own.slice(0, verb).some(({ text }) => /^(?:compute|cloud-shell|app)$/.test(text.text))) return null;
  const program = own[verb]?.text.text === "scp" ? "scp" : "ssh";
  const flags: Field[] = [];
  let instance: Field | null = null;
  for (let at = verb + 1; at < own.length; at++) {
    const field = own[at];
    if (field === undefined) break;
    const { text } = field.text;
    const flag = /^--(?:ssh|scp)-flag(=|$)/.exec(text);
    if (flag !== null)
      flags.push(...flagWords(flag[1] === "=" ? part(field.text, flag[0].length) : own[++at]?.text, field));
    else if (valued.test(text)) at++;
    else if (field.isElastic && !isKnown(text) && !text.startsWith("-")) flags.push(field);
    else if (!text.startsWith("-")) instance ??= field;
  }
  // `gcloud compute ssh $VM`: one of them must be the machine.
  const named = instance === null ? flags.findLastIndex(({ isElastic }) => isElastic) : -1;
  if (named !== -1) instance = flags.splice(named, 1)[0] ?? null;
  return { program, instance, flags, rest: end === -1 ? [] : fields.slice(end + 1) };
}

function flagWords(value: Excerpt | undefined, { start, end }: Field): Field[] {
  if (value === undefined || value.text === "--") return [];
  return [...value.text.matchAll(/\S+/g)].map(({ 0: word, index }) => {
    const text = part(value, index, index + word.length);
    return { text, ...(spanIn(text, 0, word.length) ?? { start, end }), isElastic: false };
  });
}
