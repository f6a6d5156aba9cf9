import { isPart, readScope, type Texts } from "./ansible-scopes.ts";
import type { Excerpt } from "./excerpt.ts";
import { mergeReadings } from "./merge-readings.ts";
import type { Reading, ReadRequest } from "./neighbour.ts";

/** The variables of one host or group that say how it is reached. */
class Variables {
  private texts: Texts = {};
  private plugin: string | null = null;

  set(name: string, value: Excerpt): void {
    const key = /^ansible_(\w+)$/.exec(name)?.[1] ?? "";
    if (isPart(key)) this.texts = { ...this.texts, [key]: value };
    if (key === "connection") this.plugin = value.text;
  }

  get own(): { readonly texts: Texts; readonly connection: string | null } {
    return { texts: this.texts, connection: this.plugin };
  }
}

interface Group {
  readonly variables: Variables;
  readonly parents: Set<string>;
}

interface Host {
  readonly variables: Variables;
  readonly groups: Set<string>;
}

/**
 * Hosts in groups in groups, and what each host gets: variables of the groups that lie deepest win, of groups as deep the last
 * one by name, and the host's own over all (ansible.inventory.group, vars.combine; measured with ansible-inventory 2.14.18).
 */
export class AnsibleGroups {
  private readonly groups = new Map<string, Group>();
  private readonly hosts = new Map<string, Host>();
  private readonly depths = new Map<string, number>();

  group(name: string): Variables {
    return this.entered(name).variables;
  }

  child(parent: string, name: string): void {
    this.entered(parent);
    if (name !== parent) this.entered(name).parents.add(parent);
  }

  host(group: string, name: string): Variables {
    this.entered(group);
    const known = this.hosts.get(name) ?? { variables: new Variables(), groups: new Set() };
    this.hosts.set(name, known);
    known.groups.add(group);
    return known.variables;
  }

  /** One connection for hosts that get the same; groups without hosts in this file stand for themselves. */
  reading(request: ReadRequest): Reading {
    const scopes = new Map<string, { targets: string[]; own: Variables["own"] }>();
    const add = (target: string, own: Variables["own"]): void => {
      const key = keyOf(own);
      if (key === null) return;
      const known = scopes.get(key) ?? { targets: [], own };
      known.targets.push(target);
      scopes.set(key, known);
    };
    const inhabited = new Set<string>(["all"]);
    for (const [name, { variables, groups }] of this.hosts) {
      const around = this.above(groups);
      for (const group of around) inhabited.add(group);
      add(name, this.together(around, variables));
    }
    const isEmpty = this.hosts.size === 0;
    for (const [name, { variables }] of this.groups) {
      if (inhabited.has(name) && !(isEmpty && name === "all")) continue;
      add(name === "all" ? "*" : name, this.together(this.above([name]), variables));
    }
    return mergeReadings(
      [...scopes.values()].map(({ targets, own }) => readScope({ targets, ...own }, request, "ansible_ssh_args")),
    );
  }

  private entered(name: string): Group {
    const known = this.groups.get(name) ?? { variables: new Variables(), parents: new Set() };
    this.groups.set(name, known);
    return known;
  }

  /** Groups and all that they lie in, the outermost first. */
  private above(groups: Iterable<string>): string[] {
    const found = new Set<string>(["all"]);
    const open = [...groups];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (found.has(name)) continue;
      found.add(name);
      open.push(...(this.groups.get(name)?.parents ?? []));
    }
    return [...found].sort((a, b) => this.depth(a) - this.depth(b) || (a < b ? -1 : 1));
  }

  /** The longest way from the outermost group; 0 where a group lies in itself. Asked when all groups are known. */
  private depth(name: string): number {
    const known = this.depths.get(name);
    if (known !== undefined) return known;
    this.depths.set(name, 0);
    const parents = [...(this.groups.get(name)?.parents ?? [])];
    const found = name === "all" ? 0 : 1 + parents.reduce((most, one) => Math.max(most, this.depth(one)), 0);
    this.depths.set(name, found);
    return found;
  }

  private together(groups: readonly string[], last: Variables): Variables["own"] {
    const all = [...groups.flatMap((name) => this.groups.get(name)?.variables.own ?? []), last.own];
    return all.reduce((before, { texts, connection }) => ({
      texts: { ...before.texts, ...texts },
      connection: connection ?? before.connection,
    }));
  }
}

/** By the places of the texts: the same words written twice are two things to change. Null: nothing is said. */
function keyOf({ texts, connection }: Variables["own"]): string | null {
  const places = Object.entries(texts).map(([name, { text, at }]) => `${name} ${at(0)} ${text}`);
  return places.length === 0 ? null : [connection, ...places.sort()].join(" ");
}
