// The critical path in words: its pieces, the longest first.

import { element, fill } from "./dom.js";
import { kindOf, shortName } from "./kinds.js";
import { duration, grouped, percent } from "./words.js";

const SHOWN = 200;

export function showCritical(panel, pieces, model, ways) {
  if (pieces.length === 0) {
    fill(panel, element("p", { class: "muted trace-hint" }, "There is nothing to explain yet."));
    return;
  }
  const whole = pieces.at(-1).end - pieces[0].begin;
  const shown = [...pieces].sort((a, b) => b.end - b.begin - a.end + a.begin).slice(0, SHOWN);
  fill(panel,
    element("p", { class: "trace-story" }, `What the end waited for, from the begin to the end: ${grouped(pieces.length)} pieces, ${duration(whole)}. Only what stands here can make it shorter; the lanes underline it.`,
      pieces.length > SHOWN ? ` The ${SHOWN} longest are listed.` : ""),
    element("table", { class: "trace-table", "data-testid": "critical" },
      element("thead", {}, element("tr", {}, ["What", "From", "Took", "Part"].map(word => element("th", { scope: "col" }, word)))),
      element("tbody", {}, shown.map(piece => element("tr", {},
        element("th", { scope: "row" }, element("button", { type: "button", class: "trace-jump", onclick: () => ways.select(piece.span) },
          element("span", { class: `trace-kind is-${kindOf(piece.span)}` }), element("span", { class: "trace-jump-name mono" }, shortName(piece.span.name)))),
        element("td", {}, duration(piece.begin - model.begin)), element("td", {}, duration(piece.end - piece.begin)), element("td", {}, percent(piece.end - piece.begin, whole)))))));
}
