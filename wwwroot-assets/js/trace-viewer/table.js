// Every span as a row of a table, for those who do not see the lanes; what is found if something is searched for.

import { element, fill } from "./dom.js";
import { insideOf } from "./details.js";
import { shortName } from "./kinds.js";
import { duration, grouped } from "./words.js";

const PAGE = 200;

/** A panel that remembers which page it shows. */
export class TablePanel {
  #panel;
  #ways;
  #page = 0;
  #shown = null;

  constructor(panel, ways) {
    this.#panel = panel;
    this.#ways = ways;
  }

  /** @param {object} about model, hits: null or what was found, selected */
  show(about) {
    const rows = about.hits ? about.hits.map(span => ({ span, level: 0 })) : treeOf(about.model);
    this.#shown = { ...about, rows };
    this.#page = Math.min(this.#page, Math.max(0, Math.ceil(rows.length / PAGE) - 1));
    this.#draw();
  }

  #draw() {
    const { rows, model, hits, selected } = this.#shown;
    const first = this.#page * PAGE;
    const turn = by => {
      this.#page += by;
      this.#draw();
      this.#panel.querySelector(".trace-table button")?.focus();
    };
    fill(this.#panel,
      element("p", { class: "trace-story" }, hits ? `${grouped(rows.length)} found. ` : `${grouped(rows.length)} spans, what is inside of another below it. `,
        rows.length > PAGE ? `Rows ${grouped(first + 1)} to ${grouped(Math.min(rows.length, first + PAGE))}. ` : "",
        this.#page > 0 && element("button", { type: "button", class: "trace-way", onclick: () => turn(-1) }, "Previous rows"), " ",
        first + PAGE < rows.length && element("button", { type: "button", class: "trace-way", onclick: () => turn(1) }, "Next rows")),
      element("table", { class: "trace-table", "data-testid": "span-table" },
        element("caption", { class: "visually-hidden" }, "Spans of this trace"),
        element("thead", {}, element("tr", {}, ["Name", "Level", "Began after", "Took", "Own time", "Task", "State"].map(word => element("th", { scope: "col" }, word)))),
        element("tbody", {}, rows.slice(first, first + PAGE).map(({ span, level }) => element("tr", { "aria-current": span === selected ? "true" : null },
          element("th", { scope: "row", class: `is-level-${Math.min(level, 8)}` }, element("button", { type: "button", class: "trace-jump", onclick: () => this.#ways.select(span) }, element("span", { class: "trace-jump-name mono" }, shortName(span.name)))),
          element("td", {}, String(level + 1)), element("td", {}, duration(span.begin - model.begin)), element("td", {}, duration(model.durationOf(span))), element("td", {}, duration(span.self)),
          element("td", { class: "mono" }, span.track.tid), element("td", {}, span.error ? `failed: ${span.error}` : span.end === span.end ? "ended" : "not ended"))))));
  }
}

// Depth first, by begin.
function treeOf(model) {
  const rows = [];
  const stack = model.roots.flatMap(root => root.row === -1 ? root.children : [root]).sort((a, b) => b.begin - a.begin).map(span => ({ span, level: 0 }));
  while (stack.length > 0) {
    const row = stack.pop();
    rows.push(row);
    const inside = insideOf(row.span).sort((a, b) => b.begin - a.begin);
    for (const span of inside) stack.push({ span, level: row.level + 1 });
  }
  return rows;
}
