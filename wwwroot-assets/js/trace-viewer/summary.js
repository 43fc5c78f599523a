// Where the time went: by name, how often, how long, and how much of it was not spent in something inside.

import { groupName, kindOf } from "./kinds.js";

/**
 * Sets `self` of every span: its time without that of the spans inside it and of the tasks it waited for. What runs side by side inside a span
 * is taken off once.
 */
export function computeSelf(model) {
  for (const span of model.spans) span.self = selfWithin(span, span.begin, model.endOf(span), model);
}

function selfWithin(span, begin, end, model) {
  const { children } = span;
  let covered = 0, until = begin;
  if (children.length > 0) {
    const sorted = isSorted(children) ? children : [...children].sort((a, b) => a.begin - b.begin);
    for (const child of sorted) {
      const from = Math.max(child.begin, until), to = Math.min(model.endOf(child), end);
      if (to <= from) continue;
      covered += to - from;
      until = to;
    }
  }
  return Math.max(0, end - begin - covered);
}

function isSorted(spans) {
  for (let at = 1; at < spans.length; at++) if (spans[at].begin < spans[at - 1].begin) return false;
  return true;
}

/** @typedef {object} Group
 * @property {string} name
 * @property {string} kind
 * @property {number} count
 * @property {number} total
 * @property {number} self
 * @property {number} half half of them took at most this long
 * @property {number} most nineteen of twenty took at most this long
 * @property {number} max
 * @property {number} errors
 * @property {object} longest the span that took longest
 */

/** Groups spans by name, the most time of their own first. Tasks with one span that says the same are left out. */
export function summarise(model, range = null) {
  const groups = new Map();
  for (const span of model.spans) {
    if (span.row === -1) continue;
    const begin = range ? Math.max(span.begin, range.begin) : span.begin, end = range ? Math.min(model.endOf(span), range.end) : model.endOf(span);
    if (range && (end < begin || (end === begin && span.end !== span.begin))) continue;
    const name = groupName(span.name);
    let group = groups.get(name);
    if (!group) groups.set(name, group = { name, kind: kindOf(span), count: 0, total: 0, self: 0, max: -1, errors: 0, longest: span, lengths: [] });
    const length = end - begin;
    group.count++;
    group.total += length;
    group.self += range ? selfWithin(span, begin, end, model) : span.self;
    group.lengths.push(length);
    if (span.error) group.errors++;
    if (length > group.max) {
      group.max = length;
      group.longest = span;
    }
  }
  for (const group of groups.values()) {
    group.lengths.sort((a, b) => a - b);
    group.half = quantile(group.lengths, 0.5);
    group.most = quantile(group.lengths, 0.95);
    delete group.lengths;
  }
  return [...groups.values()].sort((a, b) => b.self - a.self || b.total - a.total);
}

function quantile(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * part) - 1))];
}
