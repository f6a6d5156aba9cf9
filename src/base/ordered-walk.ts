interface Source<Item, Lane> {
  readonly items: readonly Item[];
  /** Null for items of which each is come to. */
  readonly lane: Lane | null;
  /** How many of them are behind. */
  at: number;
}

/** Goes through several lists as one, each of them and all together with the smallest order first, each item once. */
export class OrderedWalk<Item, Lane> {
  private readonly sources: Source<Item, Lane>[] = [];
  private last: Item | null = null;

  /** `isClosed`: whether nothing in the rest of a lane matters any more. */
  constructor(
    private readonly orderOf: (item: Item) => number,
    private readonly isClosed: (lane: Lane) => boolean,
  ) {}

  /** Another list, of which those up to the last item that was come to are left out. */
  add(items: readonly Item[], lane: Lane | null = null): void {
    if (items.length > 0)
      this.sources.push({ items, lane, at: this.last === null ? 0 : this.behind(items, this.last) });
  }

  has(lane: Lane): boolean {
    return this.sources.some((known) => known.lane === lane);
  }

  /** Null at the end. */
  next(): Item | null {
    for (let source = this.nearest(); source !== null; source = this.nearest()) {
      const item = source.items[source.at++] ?? null;
      if (item === this.last) continue;
      this.last = item;
      return item;
    }
    return null;
  }

  private nearest(): Source<Item, Lane> | null {
    const { sources, orderOf, isClosed } = this;
    let nearest: Source<Item, Lane> | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const source of sources) {
      const item = source.items[source.at];
      if (item === undefined) continue;
      const order = orderOf(item);
      if (order >= least || (source.lane !== null && isClosed(source.lane))) continue;
      nearest = source;
      least = order;
    }
    return nearest;
  }

  private behind(items: readonly Item[], last: Item): number {
    const order = this.orderOf(last);
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = items[middle];
      if (item !== undefined && this.orderOf(item) <= order) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
