import { AddressIndex } from "../openssh/address-index.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { PatternIndex } from "../openssh/pattern-index.ts";
import type { Criterion } from "./criteria.ts";
import type { Condition } from "./program.ts";
import type { ServerRequest } from "./server.ts";

/**
 * Which Match lines a connection may satisfy, found by their first criterion that names a user, a group, a host or an
 * address: what keeps evaluating every Match line of a giant file linear. Who asks must still test the whole line.
 */
export class ServerIndex {
  private readonly users = new PatternIndex();
  private readonly groups = new PatternIndex();
  private readonly hosts = new PatternIndex();
  private readonly addresses = new AddressIndex();
  private readonly ofGroups: number[] = [];
  private readonly others: number[] = [];

  /** A line that sshd refuses holds for nobody, and is no candidate. */
  add(condition: Condition, id: number): void {
    if (condition.test.kind === "never") return;
    const criterion = tellingCriterion(condition);
    if (criterion === null) this.others.push(id);
    else if (criterion.name === "address") this.addresses.add(criterion.argument, id);
    else if (criterion.name === "host") addPatterns(this.hosts, criterion, id, asciiLower);
    else if (criterion.name === "user") addPatterns(this.users, criterion, id, asItIs);
    else {
      addPatterns(this.groups, criterion, id, asItIs);
      this.ofGroups.push(id);
    }
  }

  /** Each id once, smallest first. */
  candidates({ user, groups, host, address }: ServerRequest): readonly number[] {
    const lists: (readonly number[])[] = [this.others];
    if (user !== null) lists.push(this.users.candidates(user));
    // A user whose groups are not known may be in any of them.
    if (user !== null && groups === null) lists.push(this.ofGroups);
    if (user !== null) for (const group of groups ?? []) lists.push(this.groups.candidates(group));
    if (host !== null) lists.push(this.hosts.candidates(asciiLower(host)));
    if (address !== null) lists.push(this.addresses.candidates(address));
    const filled = lists.filter((list) => list.length > 0);
    if (filled.length <= 1) return filled[0] ?? [];
    return [...new Set(filled.flat())].sort((left, right) => left - right);
  }
}

const asItIs = (text: string): string => text;

function addPatterns(index: PatternIndex, { patterns }: Criterion, id: number, fold: (text: string) => string): void {
  for (const { negated, text } of patterns) if (!negated) index.add(fold(text), id);
}

function tellingCriterion(condition: Condition): Criterion | null {
  for (let at: Condition | null = condition; at !== null; at = at.parent) {
    if (at.test.kind !== "match") continue;
    const found = at.test.criteria.find(({ name }) => telling.has(name));
    if (found !== undefined) return found;
  }
  return null;
}

const telling = new Set(["user", "group", "host", "address"]);
