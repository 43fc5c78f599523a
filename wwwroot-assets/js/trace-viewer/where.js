// "Where the time went": the slowest piece first, in a sentence and as a table; for a chosen stretch of time, its sum.

import { element, fill } from "./dom.js";
import { kindOf, shortName } from "./kinds.js";
import { summarise } from "./summary.js";
import { count, duration, grouped, percent } from "./words.js";

const SHOWN = 60;
const COLUMNS = [["self", "Own time"], ["total", "In all"], ["count", "Count"], ["half", "Half within"], ["most", "95 % within"], ["max", "Longest"]];

/** A panel that remembers how it was sorted. */
export class WherePanel {
  #panel;
  #ways;
  #sort = "self";
  #about = null;

  /** @param {object} ways select(span), group(name) */
  constructor(panel, ways) {
    this.#panel = panel;
    this.#ways = ways;
  }

  /** @param {object} about model, main, range, critical: pieces of the critical path */
  show(about) {
    this.#about = about;
    const { model, main, range } = about;
    const groups = summarise(model, range);
    const whole = range ? range.end - range.begin : main ? model.durationOf(main) : model.horizon - model.begin;
    const onPath = new Map();
    for (const piece of about.critical) if (!range) onPath.set(piece.span, (onPath.get(piece.span) ?? 0) + piece.end - piece.begin);
    fill(this.#panel, element("p", { class: "trace-story", "data-testid": "where-story" }, this.#story(groups, whole, range, onPath)), this.#table(groups));
  }

  #story(groups, whole, range, onPath) {
    const { model } = this.#about;
    if (range) return `The chosen ${duration(whole)}: ${count(groups.reduce((sum, group) => sum + group.count, 0), "span")}, ${duration(groups.reduce((sum, group) => sum + group.self, 0))} of work added up. Esc shows everything again.`;
    const slowest = [...onPath].sort((a, b) => (kindOf(a[0]) === "wait") - (kindOf(b[0]) === "wait") || b[1] - a[1])[0]?.[0];
    const errors = model.spans.filter(span => span.error && span.row !== -1).length;
    const open = model.spans.filter(span => span.end !== span.end && span.row !== -1).length;
    return [
      `${count(model.spans.filter(span => span.row !== -1).length, "span")} in ${duration(whole)}.`,
      ...(slowest ? [" The slowest step: ", element("button", { type: "button", class: "trace-jump is-inline", "data-testid": "slowest", onclick: () => this.#ways.select(slowest) },
        element("span", { class: `trace-kind is-${kindOf(slowest)}` }), element("span", { class: "mono" }, shortName(slowest.name))), ` kept the end waiting for ${duration(onPath.get(slowest))}, ${percent(onPath.get(slowest), whole)} of the time.`] : []),
      ...(errors > 0 ? [` ${count(errors, "error")}.`] : []),
      ...(open > 0 ? [` ${grouped(open)} not ended.`] : []),
    ];
  }

  #table(groups) {
    // Waiting for one's turn is no work: it stands below what was done meanwhile.
    const sorted = [...groups].sort((a, b) => (this.#sort === "self" ? isWait(a) - isWait(b) : 0) || b[this.#sort] - a[this.#sort]);
    const most = groups.reduce((most, group) => isWait(group) ? most : Math.max(most, group.self), 1);
    const heads = COLUMNS.map(([key, word]) => element("th", { scope: "col", "aria-sort": this.#sort === key ? "descending" : null },
      element("button", { type: "button", onclick: () => this.#sortBy(key) }, word)));
    return element("table", { class: "trace-table", "data-testid": "where" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "What"), heads)),
      element("tbody", {}, sorted.slice(0, SHOWN).map(group => this.#row(group, most))));
  }

  #row(group, most) {
    const meter = element("meter", { min: 0, max: most, value: isWait(group) ? 0 : group.self, "aria-hidden": "true" });
    const errors = group.errors > 0 ? element("span", { class: "trace-error" }, ` ${count(group.errors, "error")}`) : null;
    return element("tr", {},
      element("th", { scope: "row" },
        element("button", { type: "button", class: "trace-jump", title: "Mark all of them", onclick: () => this.#ways.group(group.name) },
          element("span", { class: `trace-kind is-${group.kind}` }), element("span", { class: "trace-jump-name mono" }, shortName(group.name))), errors),
      element("td", {}, element("div", { class: "trace-self" }, meter, element("span", { class: "figure" }, duration(group.self)))),
      element("td", {}, duration(group.total)), element("td", {}, grouped(group.count)), element("td", {}, duration(group.half)), element("td", {}, duration(group.most)),
      element("td", {}, element("button", { type: "button", class: "trace-jump is-inline", title: "Show the longest", onclick: () => this.#ways.select(group.longest) }, duration(group.max))));
  }

  #sortBy(key) {
    this.#sort = key;
    this.show(this.#about);
    this.#panel.querySelector("th[aria-sort] button")?.focus();
  }
}

function isWait(group) {
  return group.kind === "wait" ? 1 : 0;
}
