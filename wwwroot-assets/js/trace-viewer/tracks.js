// A thread or task of a file, with its spans.

/** The spans of one thread, task or asynchronous operation, in the order of the file. */
export class SpanTrack {
  spans = [];
  open = [];
  isAsync = false;
  /** True if there are complete events, whose nesting is known only from their times. */
  isLoose = false;

  constructor(pid, tid) {
    this.pid = pid;
    this.tid = tid;
  }

  /** The innermost span that is open and had begun at a time. */
  openAt(at) {
    for (let index = this.open.length - 1; index >= 0; index--) if (this.open[index].begin <= at) return this.open[index];
    return null;
  }

  /** The innermost span around a time. */
  spanAt(at, horizon) {
    let found = null;
    for (const span of this.spans) {
      const end = span.end === span.end ? span.end : horizon;
      if (span.begin <= at && at <= end && (found === null || span.depth >= found.depth)) found = span;
    }
    return found;
  }
}

/**
 * Lets nothing be inside of itself. Times and arrows each make a tree; together, in a file that has both for one thread, they may not.
 * @param {object[]} spans all spans
 */
export function breakCircles(spans) {
  const known = new Set();
  for (const span of spans) {
    const way = new Set();
    for (let at = span; at && !known.has(at); at = at.parent) {
      way.add(at);
      if (!at.parent || !way.has(at.parent)) continue;
      at.parent.children = at.parent.children.filter(child => child !== at);
      at.parent = null;
      break;
    }
    for (const one of way) known.add(one);
  }
}

/** Finds from the times what is inside of what. */
export function nest(track) {
  const length = span => (span.end === span.end ? span.end - span.begin : Infinity);
  track.spans.sort((a, b) => a.begin - b.begin || length(b) - length(a) || a.index - b.index);
  for (const span of track.spans) span.children = span.children.filter(child => child.track !== track);
  const around = [];
  for (const span of track.spans) {
    while (around.length > 0 && around.at(-1).end <= span.begin) around.pop();
    if (span.parent === null || span.parent.track === track) {
      span.parent = around.at(-1) ?? null;
      span.parent?.children.push(span);
    }
    span.depth = around.length;
    around.push(span);
  }
  track.isLoose = false;
}
