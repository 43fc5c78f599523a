// Finds spans in a row by time: rows are sorted and their spans do not overlap.

/** Index of the first span that ends after a time. */
export function firstEndingAfter(row, time, endOf) {
  let low = 0, high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(row[middle]) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first span, from an index on, that begins at a time or later. */
export function firstBeginningFrom(row, time, from = 0) {
  let step = 1, low = from, high = from;
  while (high < row.length && row[high].begin < time) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = Math.min(high, row.length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row[middle].begin < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The span at a time, or the nearest within a tolerance. */
export function spanNear(row, time, tolerance, endOf) {
  const index = firstEndingAfter(row, time, endOf);
  let best = null, distance = tolerance;
  for (const span of [row[index - 1], row[index], row[index + 1]]) {
    if (!span) continue;
    const away = Math.max(0, span.begin - time, time - endOf(span));
    if (away <= distance && (best === null || away < distance)) {
      best = span;
      distance = away;
    }
  }
  return best;
}
