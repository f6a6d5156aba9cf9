import { type Address, parseAddress, parseCidr } from "./addresses.ts";

/** Which of many address lists may hold an address, without trying each: networks are found by their bits. */
export class AddressIndex {
  private readonly networks = new Map<string, number[]>();
  /** How many bits the networks have, so that an address is cut nowhere else. */
  private readonly lengths = new Set<number>();
  private readonly always: number[] = [];

  /** `id`: what `candidates` says; a list with more than plain networks is always a candidate. */
  add(list: string, id: number): void {
    const networks: string[] = [];
    for (const entry of list.split(",")) {
      if (entry.startsWith("!")) continue;
      const cidr = parseCidr(entry);
      // What releases read differently is always a candidate, too.
      if (cidr.kind !== "network") {
        this.always.push(id);
        return;
      }
      networks.push(keyOf(cidr.address, cidr.bits));
      this.lengths.add(cidr.bits);
    }
    for (const key of new Set(networks)) append(this.networks, key, id);
  }

  /** Each id once, smallest first; none for what is no numeric address. */
  candidates(address: string): readonly number[] {
    const numeric = parseAddress(address);
    if (numeric === null) return [];
    let found: readonly number[] = this.always;
    for (const bits of this.lengths) {
      const ids = bits <= numeric.length * 8 ? this.networks.get(keyOf(numeric, bits)) : undefined;
      if (ids !== undefined) found = found.length === 0 ? ids : [...found, ...ids];
    }
    return found === this.always ? found : [...new Set(found)].sort((left, right) => left - right);
  }
}

/** The family, the number of bits, and these bits. */
function keyOf(address: Address, bits: number): string {
  const kept = address.map((byte, at) => byte & ~(255 >> Math.min(8, Math.max(0, bits - at * 8))));
  return `${bits}:${kept.join(".")}`;
}

function append(index: Map<string, number[]>, key: string, id: number): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [id]);
  else known.push(id);
}
