import { hashOf } from "../base/hash.ts";
import { distinct, union } from "../base/union.ts";
import { AddressIndex } from "../openssh/address-index.ts";
import { portOf } from "../openssh/forms.ts";
import { asciiLower } from "../openssh/keywords.ts";
import { PatternIndex } from "../openssh/pattern-index.ts";
import { NEWEST_RELEASE } from "../openssh/versions.ts";
import type { Criterion } from "./criteria.ts";
import { CROWDED } from "./lanes.ts";
import type { Condition } from "./program.ts";
import type { ServerRequest } from "./server.ts";

/** A Match line, and what `candidates` says when a connection may satisfy it. */
export interface Entry {
  readonly condition: Condition;
  readonly id: number;
  /** Equal for lines whose blocks say the same things. */
  readonly says: number;
}

/** Ids of lines whose blocks say the same things, smallest first: nobody need come to the rest once these are decided. */
export interface ServerLane {
  readonly ids: readonly number[];
  readonly says: number;
}

/** Ids of the lines that a connection may satisfy, smallest first. */
export interface ServerCandidates {
  /** Each once; each is looked at. */
  readonly few: readonly number[];
  /** Those of which there are very many. */
  readonly lanes: readonly ServerLane[];
}

/**
 * Which Match lines a connection may satisfy, found by the one of their criteria that fewest lines share: what keeps evaluating
 * every Match line of a giant file linear. Lines that share it in any case, as `User *,!bob` with exceptions of their own, are
 * found together. Who asks must still test the whole line.
 */
export class ServerIndex {
  private readonly single = new FactIndex();
  private readonly crowded = new FactIndex();
  private readonly crowds: ServerLane[][] = [];

  /** Ids never decrease. */
  constructor(entries: readonly Entry[]) {
    const shared = new Sharing(entries.length);
    for (const { condition } of entries) eachTelling(condition, (criterion) => shared.add(criterion));
    const crowdByKey = new Map<string, number>();
    for (const entry of entries) {
      // A line that sshd refuses holds for nobody, and is no candidate.
      if (entry.condition.test.kind === "never") continue;
      const { criterion, count } = shared.rarest(entry.condition);
      if (count <= CROWDED) this.single.add(criterion, entry.id);
      else this.addToCrowd(crowdByKey, criterion, entry);
    }
  }

  private addToCrowd(crowdByKey: Map<string, number>, criterion: Criterion | null, { id, says }: Entry): void {
    const key = criterion === null ? "" : `${criterion.name} ${meantBy(criterion)}`;
    let crowd = crowdByKey.get(key);
    if (crowd === undefined) {
      crowd = this.crowds.push([]) - 1;
      crowdByKey.set(key, crowd);
      this.crowded.add(criterion, crowd);
    }
    const lanes = this.crowds[crowd] ?? [];
    const lane = lanes.find((one) => one.says === says);
    if (lane === undefined) lanes.push({ ids: [id], says });
    else (lane.ids as number[]).push(id);
  }

  candidates(request: ServerRequest): ServerCandidates {
    const few = this.single.candidates(request);
    if (this.crowds.length === 0) return { few, lanes: noLanes };
    return { few, lanes: this.crowded.candidates(request).flatMap((crowd) => this.crowds[crowd] ?? noLanes) };
  }
}

const noLanes: readonly ServerLane[] = [];

/** Ids by what a connection must be told for a criterion to hold. */
class FactIndex {
  private readonly users = new Remembering(new PatternIndex());
  private readonly groups = new Remembering(new PatternIndex());
  private readonly hosts = new Remembering(new PatternIndex());
  private readonly routingDomains = new Remembering(new PatternIndex());
  private readonly addresses = new Remembering(new AddressIndex());
  private readonly localAddresses = new Remembering(new AddressIndex());
  private readonly localPorts = new Map<number, number[]>();
  private readonly ofGroups: number[] = [];
  private readonly others: number[] = [];

  /** Null: any connection may satisfy it. Ids never decrease. */
  add(criterion: Criterion | null, id: number): void {
    if (criterion === null) this.others.push(id);
    else this.addBy(criterion, id);
  }

  private addBy(criterion: Criterion, id: number): void {
    const { name, argument } = criterion;
    if (name === "address") this.addresses.index.add(argument, id);
    else if (name === "localaddress") this.localAddresses.index.add(argument, id);
    else if (name === "localport") this.addPort(portOf(argument, NEWEST_RELEASE), id);
    else if (name === "host") addPatterns(this.hosts.index, criterion, id, asciiLower);
    else if (name === "user") addPatterns(this.users.index, criterion, id, asItIs);
    else if (name === "rdomain") addPatterns(this.routingDomains.index, criterion, id, asItIs);
    else {
      addPatterns(this.groups.index, criterion, id, asItIs);
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
    let found: readonly number[] = this.others;
    if (user !== null) found = union(found, this.users.candidates(user));
    // A user whose groups are not known may be in any of them.
    if (user !== null && groups === null) found = union(found, this.ofGroups);
    if (user !== null) for (const group of groups ?? []) found = union(found, this.groups.candidates(group));
    if (host !== null) found = union(found, this.hosts.candidates(asciiLower(host)));
    if (address !== null) found = union(found, this.addresses.candidates(address));
    if (localAddress !== null) found = union(found, this.localAddresses.candidates(localAddress));
    if (localPort !== null) found = union(found, this.localPorts.get(localPort));
    if (routingDomain !== null) found = union(found, this.routingDomains.candidates(routingDomain));
    return found;
  }
}

/** Answers the question that was asked last once more: most targets of a giant file differ in one fact only. */
class Remembering<Index extends { candidates(text: string): readonly number[] }> {
  private text: string | null = null;
  private found: readonly number[] = [];

  constructor(readonly index: Index) {}

  /** Once everything has been added. */
  candidates(text: string): readonly number[] {
    if (text !== this.text) {
      // A list with several patterns of wildcards alone is found by each of them.
      this.found = distinct(this.index.candidates(text));
      this.text = text;
    }
    return this.found;
  }
}

/** The criterion of a line that fewest share, and how many do; null where nothing tells who is meant. */
interface Rarest {
  readonly criterion: Criterion | null;
  readonly count: number;
}

/**
 * How many lines mean the same by a criterion, by hashes: two that share one by chance are only taken for more common than they
 * are.
 */
class Sharing {
  private readonly counts: Uint32Array;
  private untold = 0;

  constructor(lines: number) {
    this.counts = new Uint32Array(2 ** (32 - Math.clz32(lines * 4)));
  }

  add(criterion: Criterion): void {
    const at = this.placeOf(criterion);
    this.counts[at] = (this.counts[at] ?? 0) + 1;
  }

  private placeOf(criterion: Criterion): number {
    const hash = hashOf(meantBy(criterion), hashOf(criterion.name));
    return (hash ^ (hash >>> 15)) & (this.counts.length - 1);
  }

  /** Of those around a line the first that fewest share. */
  rarest(condition: Condition): Rarest {
    let rarest: Criterion | null = null;
    let least = Number.POSITIVE_INFINITY;
    eachTelling(condition, (criterion) => {
      const count = this.counts[this.placeOf(criterion)] ?? 0;
      if (count >= least) return;
      least = count;
      rarest = criterion;
    });
    return { criterion: rarest, count: rarest === null ? ++this.untold : least };
  }
}

/** A list without its exceptions, which lead to nobody. */
const meantBy = ({ argument }: Criterion): string =>
  argument.includes("!")
    ? argument
        .split(",")
        .filter((entry) => !entry.startsWith("!"))
        .join()
    : argument;

const asItIs = (text: string): string => text;

function addPatterns(index: PatternIndex, { patterns }: Criterion, id: number, fold: (text: string) => string): void {
  for (const { negated, text } of patterns) if (!negated) index.add(fold(text), id);
}

/** The criteria around a line that a connection's facts are looked up by. */
function eachTelling(condition: Condition, visit: (criterion: Criterion) => void): void {
  for (let at: Condition | null = condition; at !== null; at = at.parent) {
    if (at.test.kind === "match") for (const one of at.test.criteria) if (telling.has(one.name)) visit(one);
  }
}

const telling = new Set(["user", "group", "host", "address", "localaddress", "localport", "rdomain"]);
