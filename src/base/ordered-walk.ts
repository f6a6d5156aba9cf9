interface Source<Item, Lane> {
  readonly items: readonly Item[];
  /** Null for items of which each is come to. */
  readonly lane: Lane | null;
  /** How many of them are behind. */
  at: number;
}

/** Goes through several lists as one, each of them and all together with the smallest order first: of items of one order, the first. */
export class OrderedWalk<Item, Lane> {
  private readonly sources: Source<Item, Lane>[] = [];
  private last: Item | null = null;

  /** `isClosed`: whether nothing in a lane matters for now; what is passed by meanwhile is never come to. */
  constructor(
    private readonly orderOf: (item: Item) => number,
    private readonly isClosed: (lane: Lane) => boolean,
  ) {}

  /** Another list, of which those up to the last item that was come to are left out. */
  add(items: readonly Item[], lane: Lane | null = null): void {
    if (items.length > 0) this.sources.push({ items, lane, at: 0 });
  }

  has(lane: Lane): boolean {
    return this.sources.some((known) => known.lane === lane);
  }

  /** Null at the end. */
  next(): Item | null {
    const source = this.nearest();
    const item = source?.items[source.at] ?? null;
    if (item !== null) this.last = item;
    return item;
  }

  private nearest(): Source<Item, Lane> | null {
    const { sources, orderOf, isClosed } = this;
    let nearest: Source<Item, Lane> | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const source of sources) {
      if (source.at >= source.items.length || (source.lane !== null && isClosed(source.lane))) continue;
      const item = this.ahead(source);
      const order = item === undefined ? least : orderOf(item);
      if (order >= least) continue;
      nearest = source;
      least = order;
    }
    return nearest;
  }

  /** Its first item behind the last one that was come to. */
  private ahead(source: Source<Item, Lane>): Item | undefined {
    const { last, orderOf } = this;
    const { items } = source;
    const item = items[source.at];
    if (last === null || item === undefined || orderOf(item) > orderOf(last)) return item;
    source.at = item === last ? source.at + 1 : behind(items, orderOf(last), orderOf);
    return items[source.at];
  }
}

/** How many items come no later than an order. */
function behind<Item>(items: readonly Item[], order: number, orderOf: (item: Item) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && orderOf(item) <= order) low = middle + 1;
    else high = middle;
  }
  return low;
}
