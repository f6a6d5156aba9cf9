import { AnsibleGroups } from "./ansible-groups.ts";
import { isPart, readScope, type Texts } from "./ansible-scopes.ts";
import { mergeReadings } from "./merge-readings.ts";
import type { Reading, ReadRequest } from "./neighbour.ts";
import type { YamlText } from "./yaml-scalars.ts";

/** `ansible_ssh_common_args:` and its likes anywhere in YAML: group_vars, host_vars, playbooks, tasks, inventories. */
export function ansibleVariables(texts: readonly YamlText[], request: ReadRequest): Reading {
  const groups = new AnsibleGroups();
  const others: YamlText[] = [];
  for (const one of texts) if (!takeFromInventory(one, groups)) others.push(one);
  return mergeReadings([groups.reading(request), ...readOthers(others, texts, request)]);
}

/** `all: children: web: hosts: w1: name: value`, with `vars:` and further `children:` at each group (yaml.py _parse_group). */
function takeFromInventory({ keys, text, sequence }: YamlText, groups: AnsibleGroups): boolean {
  if (sequence !== null || keys.length < 3) return false;
  let [group = ""] = keys;
  for (let at = 1; at + 1 < keys.length; at += 2) {
    const [kind, name = "", variable, ...deeper] = keys.slice(at);
    if (kind === "children") {
      groups.child(group, name);
      group = name;
    } else if (kind === "vars" && variable === undefined) {
      groups.group(group).set(name, text);
      return true;
    } else if (kind === "hosts" && deeper.length === 0) {
      const host = groups.host(group, name);
      if (variable !== undefined) host.set(variable, text);
      return true;
    } else return false;
  }
  return false;
}

interface Found {
  readonly first: YamlText;
  readonly texts: Texts;
  readonly connection: string | null;
}

/** Variables that stand in one map count together: those of a play, of a task, of a file. */
function readOthers(others: readonly YamlText[], all: readonly YamlText[], request: ReadRequest): Reading[] {
  const scopes = new Map<object, Found>();
  for (const one of others) {
    const name = /^ansible_(\w+)$/.exec(one.keys.at(-1) ?? "")?.[1] ?? "";
    const map = one.maps.at(-1);
    if (map === undefined || one.sequence !== null || (!isPart(name) && name !== "connection")) continue;
    const known = scopes.get(map) ?? { first: one, texts: {}, connection: null };
    scopes.set(
      map,
      isPart(name)
        ? { ...known, texts: { ...known.texts, [name]: one.text } }
        : { ...known, connection: one.text.text },
    );
  }
  const hosts = new Map(
    all.flatMap(({ keys, maps, text }) => (keys.at(-1) === "hosts" ? [[maps.at(-1), text.text]] : [])),
  );
  return [...scopes.values()].map(({ first, ...found }) => {
    return readScope({ ...found, targets: [targetOf(first, hosts, request.source.path)] }, request, "ansible_ssh_args");
  });
}

/** The hosts of a play, or the group or host that the file's place names. */
function targetOf({ keys, maps }: YamlText, hosts: ReadonlyMap<object | undefined, string>, path: string): string {
  const play = keys.at(-2) === "vars" ? maps.at(-2) : undefined;
  const ofFile = /(?:^|\/)(?:group|host)_vars\/([^/]+?)(?:\.(?:ya?ml|json))?(?:\/.*)?$/.exec(path)?.[1];
  const named = (play === undefined ? undefined : hosts.get(play)) ?? ofFile;
  return named === undefined || named === "all" || named === "" ? "*" : named;
}
