import { distinct, union } from "../base/union.ts";
import { type Address, parseAddress, parseCidr } from "./addresses.ts";
import { Ipv4Network, ipv4Bits, NO_ADDRESS } from "./ipv4.ts";
import { PatternIndex } from "./pattern-index.ts";

/** Which of many address lists may hold an address, without trying each: networks are found by their bits, patterns by their texts. */
export class AddressIndex {
  private readonly ipv4 = new Ipv4Networks();
  private readonly network = new Ipv4Network();
  /** Other families, by `keyOf`. */
  private readonly networks = new Map<string, number[]>();
  /** How many bits these have, so that an address is cut nowhere else. */
  private readonly lengths = new Set<number>();
  private readonly patterns = new PatternIndex();
  private readonly always: number[] = [];

  /** `id`: what `candidates` says, never smaller than the one before; a list with an entry that releases read differently is always a candidate. */
  add(list: string, id: number): void {
    const { network } = this;
    if (!list.includes(",") && network.read(list, 0, list.length)) this.ipv4.add(network, id);
    else this.addEntries(list.split(","), id);
  }

  private addEntries(entries: readonly string[], id: number): void {
    const meant = entries.filter((entry) => !entry.startsWith("!"));
    if (meant.some((entry) => parseCidr(entry).kind !== "network" && !isPattern(entry))) {
      this.always.push(id);
      return;
    }
    for (const entry of meant) {
      if (this.network.read(entry, 0, entry.length)) this.ipv4.add(this.network, id);
      else if (isPattern(entry)) this.patterns.add(entry, id);
      else this.addOther(entry, id);
    }
  }

  private addOther(entry: string, id: number): void {
    const cidr = parseCidr(entry);
    if (cidr.kind !== "network") return;
    this.lengths.add(cidr.bits);
    append(this.networks, keyOf(cidr.address, cidr.bits), id);
  }

  /** Each id once, smallest first; none for what is no numeric address. */
  candidates(address: string): readonly number[] {
    const bits = ipv4Bits(address, 0, address.length);
    const numeric = bits === NO_ADDRESS || this.lengths.size > 0 ? parseAddress(address) : null;
    if (bits === NO_ADDRESS && numeric === null) return [];
    let found = union(this.always, distinct(this.patterns.candidates(address)));
    if (bits !== NO_ADDRESS) found = this.ipv4.join(bits, found);
    for (const length of numeric === null ? [] : this.lengths) {
      if (numeric !== null && length <= numeric.length * 8)
        found = union(found, this.networks.get(keyOf(numeric, length)));
    }
    return found;
  }
}

/** Whether every release takes an entry for a pattern: without a mask there is nothing to read differently. */
const isPattern = (entry: string): boolean => !entry.includes("/") && parseCidr(entry).kind === "pattern";

/** IPv4 networks by how long they are and by their bits; what shares both is a chain, so that there is no list for each. */
class Ipv4Networks {
  /** By length: of each network the newest link. */
  private readonly newest: (Map<number, number> | undefined)[] = new Array(33).fill(undefined);
  private readonly ids: number[] = [];
  /** The link before with the same network; below zero: none. */
  private readonly before: number[] = [];

  add({ address, length }: Ipv4Network, id: number): void {
    this.newest[length] ??= new Map();
    const links = this.newest[length];
    const key = cut(address, length);
    const last = links?.get(key) ?? -1;
    if (this.ids[last] === id) return;
    links?.set(key, this.ids.length);
    this.before.push(last);
    this.ids.push(id);
  }

  /** `found` and the ids of all networks that hold an address. */
  join(address: number, found: readonly number[]): readonly number[] {
    let all = found;
    for (let length = 0; length <= 32; length++) {
      const link = this.newest[length]?.get(cut(address, length));
      if (link !== undefined) all = union(all, this.chain(link));
    }
    return all;
  }

  private chain(newest: number): readonly number[] {
    const ids: number[] = [];
    for (let link = newest; link >= 0; link = this.before[link] ?? -1) ids.push(this.ids[link] ?? 0);
    return ids.reverse();
  }
}

/** The bits that count, as a number that needs no room of its own. */
const cut = (address: number, length: number): number => (length === 0 ? 0 : (address >>> (32 - length)) | 0);

/** The family, the number of bits, and these bits. */
function keyOf(address: Address, bits: number): string {
  const kept = address.map((byte, at) => byte & ~(255 >> Math.min(8, Math.max(0, bits - at * 8))));
  return `${bits}:${kept.join(".")}`;
}

function append(index: Map<string, number[]>, key: string, id: number): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [id]);
  else if (known.at(-1) !== id) known.push(id);
}
