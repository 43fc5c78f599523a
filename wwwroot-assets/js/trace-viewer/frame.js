// The elements of the viewer, before anything is in them.

import { element } from "./dom.js";

const KEYS = [["W S", "zoom in and out"], ["A D", "move left and right"], ["F", "everything"], ["/", "search"], ["N P", "next, previous found"], ["Z", "zoom to the chosen span"],
  ["← →", "neighbour in the lane"], ["↑ ↓", "outwards, inwards"], ["C", "critical path"], ["Esc", "choose nothing"]];

export const TABS = [["where", "Where the time went"], ["details", "Details"], ["critical", "Critical path"], ["flame", "Flame graph"], ["table", "Table"], ["compare", "Compare"]];

/** @returns {Record<string, HTMLElement>} the parts by name */
export function buildFrame() {
  const parts = {};
  parts.search = element("input", { type: "search", class: "field trace-search", placeholder: "name, dataset, tag=value", "aria-label": "Search spans", autocomplete: "off", spellcheck: "false", maxlength: 300, "data-testid": "trace-search" });
  parts.errors = element("input", { type: "checkbox", "data-testid": "errors-only" });
  parts.found = element("output", { class: "trace-found muted small", "data-testid": "found" });
  parts.previous = button("‹", "Previous found (P)");
  parts.next = button("›", "Next found (N)");
  parts.fit = button("Fit", "Show everything (F)");
  parts.follow = element("button", { type: "button", class: "trace-way", "aria-pressed": "true", hidden: true, "data-testid": "follow" }, "Follow");
  parts.path = element("button", { type: "button", class: "trace-way", "aria-pressed": "false", title: "Underline what the end waited for (C)", "data-testid": "path" }, "Critical path");
  parts.chrome = button("↓ Chrome", "Download for Perfetto, speedscope and chrome://tracing");
  parts.chrome.dataset.testid = "save-chrome";
  parts.otlp = button("↓ OTLP", "Download as OpenTelemetry JSON");
  parts.otlp.dataset.testid = "save-otlp";
  parts.file = element("input", { type: "file", accept: ".json,.gz,.trace,application/json", class: "visually-hidden", "data-testid": "file", "aria-label": "Open a trace file" });
  parts.state = element("span", { class: "muted small", role: "status", "data-testid": "trace-state" });
  parts.overview = element("canvas", { class: "trace-overview", "aria-hidden": "true" });
  parts.canvas = element("canvas", { "aria-hidden": "true" });
  parts.spacer = element("div", { class: "trace-spacer" });
  parts.surface = element("div", { class: "trace-surface", tabindex: 0, role: "application", "aria-label": "Lanes of the trace", "aria-describedby": "trace-keys", "data-testid": "lanes" }, parts.canvas);
  parts.scroll = element("div", { class: "trace-scroll" }, parts.surface, parts.spacer);
  parts.tip = element("div", { class: "trace-tip", hidden: true });
  parts.tabs = element("div", { class: "trace-tabs", role: "tablist", "aria-label": "About this trace" },
    TABS.map(([name, word]) => element("button", { type: "button", role: "tab", id: `trace-tab-${name}`, "aria-controls": `trace-panel-${name}`, "data-tab": name, "data-testid": `tab-${name}` }, word)));
  parts.panels = Object.fromEntries(TABS.map(([name]) => [name, element("div", { class: "trace-panel", role: "tabpanel", id: `trace-panel-${name}`, "aria-labelledby": `trace-tab-${name}`, tabindex: 0, hidden: true })]));
  parts.live = element("p", { class: "visually-hidden", "aria-live": "polite" });
  parts.message = element("div", { class: "trace-message", "data-testid": "trace-message" });
  parts.keys = element("details", { class: "trace-keys" }, element("summary", {}, "Keys"),
    element("dl", { id: "trace-keys" }, KEYS.map(([key, word]) => element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, word))),
      element("div", {}, element("dt", {}, "wheel"), element("dd", {}, "zooms; drag moves; shift and drag chooses a stretch of time"))));
  parts.bar = element("div", { class: "trace-bar" },
    element("div", { class: "trace-bar-search" }, parts.search, parts.previous, parts.next, element("label", { class: "trace-check" }, parts.errors, "errors only"), parts.found),
    element("div", { class: "trace-bar-ways" }, parts.state, parts.follow, parts.fit, parts.path, parts.chrome, parts.otlp,
      element("label", { class: "trace-way trace-open" }, "Open a file", parts.file), parts.keys));
  parts.separator = element("div", { class: "trace-separator", role: "separator", "aria-orientation": "horizontal", "aria-label": "Height of the lanes", tabindex: 0 });
  parts.bottom = element("div", { class: "trace-bottom" }, parts.tabs, ...Object.values(parts.panels));
  parts.content = element("div", { class: "trace-content" }, parts.overview, parts.scroll, parts.separator, parts.bottom);
  return parts;
}

function button(text, title) {
  return element("button", { type: "button", class: "trace-way", title, "aria-label": `${text}: ${title}` }, text);
}
