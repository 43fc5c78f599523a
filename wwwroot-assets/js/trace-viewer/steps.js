// From one span to the next, for the arrow keys.

import { insideOf } from "./details.js";

/** The span in a direction, or null. Without a span: the one the trace is about. */
export function neighbour(span, direction, model, main) {
  if (!span) return main;
  const row = span.row >= 0 ? span.lane.rows[span.row] : [span];
  const at = row.indexOf(span);
  switch (direction) {
    case "previous": return row[at - 1] ?? null;
    case "next": return row[at + 1] ?? null;
    case "first": return row[0];
    case "last": return row.at(-1);
    case "in": return insideOf(span).sort((a, b) => a.begin - b.begin)[0] ?? null;
    case "out": return outside(span);
    default: return null;
  }
}

function outside(span) {
  let around = span.parent;
  while (around && around.row === -1) around = around.parent;
  return around;
}
