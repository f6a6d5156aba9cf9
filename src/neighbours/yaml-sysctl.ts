import type { Remark } from "../eval/connection.ts";
import type { Source } from "../syntax/source.ts";
import { type Excerpt, isKnown, part, spanIn } from "./excerpt.ts";
import { shlexWords } from "./shlex.ts";
import { type SysctlPair, sysctlPairs } from "./sysctl-pairs.ts";
import type { YamlText } from "./yaml-scalars.ts";

/**
 * Kernel values in YAML: Ansible's module sysctl, a Pod's sysctls (`name:` beside `value:`), and maps of names, as compose
 * files and Ansible's roles have them.
 */
export function yamlSysctl(source: Source, texts: readonly YamlText[]): Remark[] {
  const values = new Map<object, YamlText>();
  const absent = new Set<object>();
  for (const one of texts) {
    const map = mapOf(one);
    if (map === null) continue;
    if (one.keys.at(-1) === "value") values.set(map, one);
    if (one.keys.at(-1) === "state" && one.text.text === "absent") absent.add(map);
  }
  const pairs = texts.flatMap((one): SysctlPair[] => {
    const map = mapOf(one);
    const key = one.keys.at(-1) ?? "";
    if (isTcp(key) && map !== null) return pairOf(key, one.text, one.text);
    if (one.sequence !== null && key === "sysctls") return assignment(one.text);
    if (/^(?:ansible\.(?:posix|builtin)\.)?sysctl$/.test(key)) return inWords(one.text);
    const value = key === "name" && map !== null && !absent.has(map) ? values.get(map) : undefined;
    return value === undefined || !isTcp(one.text.text) ? [] : pairOf(one.text.text, one.text, value.text);
  });
  return sysctlPairs(source, pairs);
}

const isTcp = (name: string): boolean => /^net[./]ipv[46][./]tcp[\w-]+$/.test(name);

/** The map that a text is a value of; null for the items of a sequence. */
const mapOf = ({ sequence, maps }: YamlText): object | null => (sequence === null ? (maps.at(-1) ?? null) : null);

/** Reported from the name on where both stand in one line. */
function pairOf(name: string, from: Excerpt, to: Excerpt): SysctlPair[] {
  const [start, value] = [spanIn(from, 0, from.text.length), spanIn(to, 0, to.text.length)];
  if (start === null || value === null || !isKnown(to.text)) return [];
  const at = from === to || value.start < start.end ? value : { start: start.start, end: value.end };
  return [{ name, at, value }];
}

function assignment(text: Excerpt): SysctlPair[] {
  const equals = text.text.indexOf("=");
  const name = text.text.slice(0, equals);
  return equals < 1 || !isTcp(name) ? [] : pairOf(name, part(text, 0, equals), part(text, equals + 1));
}

/** `sysctl: name=net.ipv4.tcp_keepalive_time value=60`. */
function inWords(text: Excerpt): SysctlPair[] {
  const words = shlexWords(text).map((word) => word.text);
  const named = (key: string): Excerpt | undefined => {
    const word = words.find((one) => one.text.startsWith(`${key}=`));
    return word === undefined ? undefined : part(word, key.length + 1);
  };
  const [name, value] = [named("name"), named("value")];
  if (name === undefined || value === undefined || named("state")?.text === "absent" || !isTcp(name.text)) return [];
  return pairOf(name.text, name, value);
}
