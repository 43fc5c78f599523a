// A binary heap: the smallest first.

/** Holds items by a rank that does not change while they are in it. */
export class Heap {
  #items = [];
  #rank;

  /** @param {(item: any) => number} rank */
  constructor(rank) {
    this.#rank = rank;
  }

  get size() {
    return this.#items.length;
  }

  /** The smallest, or undefined. */
  get first() {
    return this.#items[0];
  }

  push(item) {
    const items = this.#items, rank = this.#rank(item);
    let at = items.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#rank(items[above]) <= rank) break;
      items[at] = items[above];
      at = above;
    }
    items[at] = item;
  }

  /** Takes the smallest out. */
  pop() {
    const items = this.#items, first = items[0], last = items.pop();
    if (items.length === 0) return first;
    const rank = this.#rank(last);
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && this.#rank(items[below + 1]) < this.#rank(items[below])) below++;
      if (this.#rank(items[below]) >= rank) break;
      items[at] = items[below];
      at = below;
    }
    items[at] = last;
    return first;
  }
}
