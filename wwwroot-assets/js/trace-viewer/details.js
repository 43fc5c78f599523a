// What is known about one span, with the ways from it.

import { element, fill } from "./dom.js";
import { commandOf, groupName, KINDS, kindOf, shortName } from "./kinds.js";
import { clock, duration, percent } from "./words.js";

const INSIDE_SHOWN = 8, AROUND_SHOWN = 30;
const HIDDEN = new Set(["id", "stack", "path", "error"]);

/**
 * @param {HTMLElement} panel
 * @param {object|null} span
 * @param {object} about model, main, hasLogs
 * @param {object} ways select(span), focus(span), sameName(span)
 */
export function showDetails(panel, span, about, ways) {
  if (!span) {
    fill(panel, element("p", { class: "muted trace-hint" }, "Nothing is chosen. Click a bar, or use the arrow keys on the lanes."));
    return;
  }
  const { model } = about;
  fill(panel,
    element("div", { class: "trace-details-head" },
      element("h3", { class: "trace-name mono", "data-testid": "span-name" }, element("span", { class: `trace-kind is-${kindOf(span)}` }), shortName(span.name)),
      element("div", { class: "trace-ways" },
        about.hasLogs && logAddress(span, model) && element("a", { class: "trace-way", href: logAddress(span, model), "data-testid": "span-log" }, "Log lines"),
        element("button", { type: "button", class: "trace-way", onclick: () => ways.focus(span) }, "Zoom to it"),
        element("button", { type: "button", class: "trace-way", onclick: () => ways.sameName(span) }, `All ${shortName(groupName(span.name))}`))),
    span.error && element("p", { class: "trace-error", "data-testid": "span-error" }, `Failed: ${span.error}`),
    commandOf(span) && command(commandOf(span)),
    element("div", { class: "trace-columns" }, facts(span, about), surroundings(span, model, ways)));
}

/** Where the log lines of a span are: everything written in it and in what it started. */
export function logAddress(span, model) {
  const trace = span.args.path ?? span.args.stack;
  if (typeof trace !== "string") return null;
  const query = new URLSearchParams({ trace, from: String(Math.floor(model.absolute(span.begin) / 1000)) });
  if (span.end === span.end) query.set("until", String(Math.ceil(model.absolute(lastEnd(span, model)) / 1000) + 1));
  return `/logs?${query}`;
}

// A task may outlive the span that started it.
function lastEnd(span, model) {
  let last = model.endOf(span);
  const stack = [...span.children];
  while (stack.length > 0) {
    const next = stack.pop();
    last = Math.max(last, model.endOf(next));
    for (const child of next.children) stack.push(child);
  }
  return last;
}

function command(text) {
  const copied = element("span", { role: "status", class: "muted small" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      copied.textContent = "copied";
    } catch {
      copied.textContent = "the browser refuses to copy; select it by hand";
    }
  };
  return element("div", { class: "trace-command" },
    element("code", { "data-testid": "span-command" }, text),
    element("button", { type: "button", class: "trace-way", onclick: copy }, "Copy"), copied);
}

function facts(span, about) {
  const { model, main } = about;
  const length = model.durationOf(span);
  const isOpen = span.end !== span.end;
  const whole = main ? model.durationOf(main) : 0;
  const rows = [
    ["took", `${duration(length)}${isOpen ? " so far" : ""}${main && main !== span ? `, ${percent(length, whole)} of the whole` : ""}`],
    ["own time", duration(span.self)],
    ["began", `${duration(span.begin - model.begin)} after the begin${clock(model.absolute(span.begin)) ? `, at ${clock(model.absolute(span.begin))}` : ""}`],
    ["state", isOpen ? "has not ended" : span.error ? "failed" : "ended"],
    ["about", KINDS[kindOf(span)]],
    ["task", span.track.tid],
    ...(shortName(span.name) === span.name ? [] : [["name", span.name]]),
    ...Object.entries(span.args).filter(([name]) => !HIDDEN.has(name)).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
    ...(typeof span.args.path === "string" || typeof span.args.stack === "string" ? [["ids", span.args.path ?? span.args.stack]] : []),
  ];
  return element("dl", { class: "trace-facts" }, rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, fact(span, name, value)))));
}

function fact(span, name, value) {
  return name === "zrepl.filesystem" ? element("a", { href: `/runs?dataset=${encodeURIComponent(value)}`, class: "mono" }, value) : value;
}

function surroundings(span, model, ways) {
  const around = [];
  for (let outer = span.parent; outer && around.length < AROUND_SHOWN; outer = outer.parent) if (outer.row !== -1) around.push(outer);
  const inside = insideOf(span).sort((a, b) => model.durationOf(b) - model.durationOf(a));
  return element("div", { class: "trace-around" },
    around.length > 0 && list("Inside of", around, model, ways),
    inside.length > 0 && list(inside.length > INSIDE_SHOWN ? `The longest of ${inside.length} inside` : "Inside it", inside.slice(0, INSIDE_SHOWN), model, ways));
}

/** What is inside of a span, a task without a row of its own stepped over. */
export function insideOf(span) {
  return span.children.flatMap(child => child.row === -1 ? child.children : [child]);
}

function list(title, spans, model, ways) {
  return element("section", {}, element("h4", {}, title),
    element("ol", {}, spans.map(span => element("li", {},
      element("button", { type: "button", class: "trace-jump", onclick: () => ways.select(span) },
        element("span", { class: `trace-kind is-${kindOf(span)}` }), element("span", { class: "trace-jump-name mono" }, shortName(span.name)),
        element("span", { class: "figure" }, duration(model.durationOf(span))))))));
}
