// The critical path: what the end of a run waited for, walked backwards. Only what stands on it can make the run shorter.

import { groupName, kindOf } from "./kinds.js";

/**
 * A span that waited for its turn is explained by what had the turn meanwhile: the work of its like in other tasks.
 * @param {object} root the span to explain
 * @param {import("./model.js").TraceModel} model
 * @returns {{span: object, begin: number, end: number}[]} pieces without gaps, the first piece first
 */
export function criticalPath(root, model) {
  const pieces = [];
  const end = span => model.endOf(span);
  const turns = new Map();
  const frames = [{ span: root, until: end(root), floor: root.begin, next: 0, inside: byEnd(root.children, end), isTurn: false }];
  while (frames.length > 0) {
    const top = frames.at(-1);
    const child = nextInside(top, end);
    if (child === null) {
      add(pieces, top.span, top.floor, top.until);
      frames.pop();
      continue;
    }
    const until = Math.min(end(child), top.until), floor = Math.max(child.begin, top.floor);
    add(pieces, top.span, until, top.until);
    top.until = floor;
    const takesTurn = kindOf(child) === "wait" && child.children.length === 0 && !top.isTurn;
    frames.push({ span: child, until, floor, next: 0, inside: takesTurn ? turnsOf(child, model, turns, end) : byEnd(child.children, end), isTurn: top.isTurn || takesTurn });
  }
  return pieces.reverse();
}

function byEnd(spans, end) {
  return [...spans].sort((a, b) => end(b) - end(a) || a.begin - b.begin);
}

// What is done by tasks like the one that waits, between their own waits.
function turnsOf(waiting, model, known, end) {
  if (!waiting.parent) return [];
  const like = groupName(waiting.parent.name);
  if (!known.has(like)) {
    const work = model.spans.filter(span => span.parent && span.track === span.parent.track && span.parent.isTask === waiting.parent.isTask
      && kindOf(span) !== "wait" && groupName(span.parent.name) === like); // a task and its first span are called alike
    known.set(like, byEnd(work, end));
  }
  return known.get(like);
}

// What ended last before the time that is still to be explained.
function nextInside(top, end) {
  while (top.next < top.inside.length) {
    const child = top.inside[top.next++];
    if (child.begin < top.until && end(child) > top.floor && end(child) > child.begin) return child;
  }
  return null;
}

function add(pieces, span, begin, end) {
  if (end > begin) pieces.push({ span, begin, end });
}

/** The span that a trace is about: its run, else the longest that nothing is around of. */
export function mainSpan(model) {
  let best = null;
  for (const span of model.spans) {
    if (typeof span.args["zrepl.invocation"] === "string") return span;
    if (span.parent === null && (best === null || model.durationOf(span) > model.durationOf(best))) best = span;
  }
  return best;
}
