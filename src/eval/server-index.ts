import { AddressIndex } from "../openssh/address-index.ts";
import { portOf } from "../openssh/forms.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { PatternIndex } from "../openssh/pattern-index.ts";
import { NEWEST_RELEASE } from "../openssh/versions.ts";
import type { Criterion } from "./criteria.ts";
import type { Condition } from "./program.ts";
import type { ServerRequest } from "./server.ts";

/** A Match line, and what `candidates` says when a connection may satisfy it. */
export interface Entry {
  readonly condition: Condition;
  readonly id: number;
}

/**
 * Which Match lines a connection may satisfy, found by the one of their criteria that fewest lines share: what keeps evaluating
 * every Match line of a giant file linear. Who asks must still test the whole line.
 */
export class ServerIndex {
  private readonly users = new PatternIndex();
  private readonly groups = new PatternIndex();
  private readonly hosts = new PatternIndex();
  private readonly routingDomains = new PatternIndex();
  private readonly addresses = new AddressIndex();
  private readonly localAddresses = new AddressIndex();
  private readonly localPorts = new Map<number, number[]>();
  private readonly ofGroups: number[] = [];
  private readonly others: number[] = [];

  /** Ids never decrease. */
  constructor(entries: readonly Entry[]) {
    // A line that sshd refuses holds for nobody, and is no candidate.
    const lines = entries.filter(({ condition }) => condition.test.kind !== "never");
    const told = lines.map(({ condition }) => tellingCriteria(condition));
    const shared = new Map<string, number>();
    for (const criterion of told.flat()) shared.set(nameOf(criterion), (shared.get(nameOf(criterion)) ?? 0) + 1);
    const sharing = (criterion: Criterion): number => shared.get(nameOf(criterion)) ?? 0;
    for (const [at, { id }] of lines.entries()) {
      const [first, ...more] = told[at] ?? [];
      if (first === undefined) this.others.push(id);
      else
        this.add(
          more.reduce((best, one) => (sharing(one) < sharing(best) ? one : best), first),
          id,
        );
    }
  }

  private add(criterion: Criterion, id: number): void {
    const { name, argument } = criterion;
    if (name === "address") this.addresses.add(argument, id);
    else if (name === "localaddress") this.localAddresses.add(argument, id);
    else if (name === "localport") this.addPort(portOf(argument, NEWEST_RELEASE), id);
    else if (name === "host") addPatterns(this.hosts, criterion, id, asciiLower);
    else if (name === "user") addPatterns(this.users, criterion, id, asItIs);
    else if (name === "rdomain") addPatterns(this.routingDomains, criterion, id, asItIs);
    else {
      addPatterns(this.groups, criterion, id, asItIs);
      this.ofGroups.push(id);
    }
  }

  private addPort(port: number | null, id: number): void {
    if (port === null) return;
    const known = this.localPorts.get(port);
    if (known === undefined) this.localPorts.set(port, [id]);
    else known.push(id);
  }

  /** Each id once, smallest first. */
  candidates(request: ServerRequest): readonly number[] {
    const { user, groups, host, address, localAddress, localPort, routingDomain } = request;
    const lists: (readonly number[])[] = [this.others];
    if (user !== null) lists.push(this.users.candidates(user));
    // A user whose groups are not known may be in any of them.
    if (user !== null && groups === null) lists.push(this.ofGroups);
    if (user !== null) for (const group of groups ?? []) lists.push(this.groups.candidates(group));
    if (host !== null) lists.push(this.hosts.candidates(asciiLower(host)));
    if (address !== null) lists.push(this.addresses.candidates(address));
    if (localAddress !== null) lists.push(this.localAddresses.candidates(localAddress));
    if (localPort !== null) lists.push(this.localPorts.get(localPort) ?? []);
    if (routingDomain !== null) lists.push(this.routingDomains.candidates(routingDomain));
    const filled = lists.filter((list) => list.length > 0);
    if (filled.length <= 1) return filled[0] ?? [];
    return [...new Set(filled.flat())].sort((left, right) => left - right);
  }
}

const asItIs = (text: string): string => text;

function addPatterns(index: PatternIndex, { patterns }: Criterion, id: number, fold: (text: string) => string): void {
  for (const { negated, text } of patterns) if (!negated) index.add(fold(text), id);
}

const nameOf = ({ name, argument }: Criterion): string => `${name} ${argument}`;

/** The criteria around a line that a connection's facts are looked up by. */
function tellingCriteria(condition: Condition): Criterion[] {
  const found: Criterion[] = [];
  for (let at: Condition | null = condition; at !== null; at = at.parent) {
    if (at.test.kind === "match") found.push(...at.test.criteria.filter(({ name }) => telling.has(name)));
  }
  return found;
}

const telling = new Set(["user", "group", "host", "address", "localaddress", "localport", "rdomain"]);
