// The flame graph of what the trace is about, or of the chosen span.

import { element, fill, fitCanvas } from "./dom.js";
import { flameOf } from "./flame.js";
import { shortName } from "./kinds.js";
import { Layout } from "./layout.js";
import { Timeline } from "./timeline.js";
import { count, duration } from "./words.js";

/** Draws with the same brush as the lanes. */
export class FlamePanel {
  #panel;
  #ways;
  #canvas = element("canvas", { class: "trace-flame", role: "img", "aria-label": "Flame graph; the tab Where the time went says the same in figures", "data-testid": "flame" });
  #story = element("p", { class: "trace-story" });
  #told = element("p", { class: "trace-story mono", role: "status" });
  #timeline = new Timeline(this.#canvas);
  #scene = null;

  constructor(panel, ways) {
    this.#panel = panel;
    this.#ways = ways;
    this.#timeline.showsLanes = false;
    this.#canvas.addEventListener("pointermove", event => this.#hover(event));
    this.#canvas.addEventListener("click", event => this.#press(event));
  }

  show(about) {
    const root = about.selected ?? about.main;
    if (!root) return fill(this.#panel);
    const model = flameOf(root, about.model);
    const layout = new Layout(model);
    this.#scene = { model, layout, view: { begin: 0, end: Math.max(1, model.horizon), span: Math.max(1, model.horizon) }, scroll: 0, palette: about.palette };
    this.#story.textContent = `${shortName(root.name)}: equal work added up, ${duration(model.horizon)} of it; what ran side by side counts as often as it ran. Click marks all of one kind.`;
    this.#told.textContent = "";
    this.#canvas.style.height = `${layout.height + this.#timeline.top}px`;
    fill(this.#panel, this.#story, this.#told, this.#canvas);
    requestAnimationFrame(() => this.#draw());
    return undefined;
  }

  #draw() {
    if (!this.#scene || this.#panel.hidden) return;
    fitCanvas(this.#canvas);
    this.#timeline.draw(this.#scene);
  }

  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    return this.#scene && this.#timeline.at(event.clientX - box.left, event.clientY - box.top, this.#scene).span;
  }

  #hover(event) {
    const span = this.#at(event) ?? null;
    if (span === this.#timeline.hovered) return;
    this.#timeline.hovered = span;
    this.#told.textContent = span ? `${shortName(span.name)}: ${count(span.sources.length, "time")}, ${duration(span.end - span.begin)} in all, ${duration(span.flameSelf)} of its own` : "";
    this.#draw();
  }

  #press(event) {
    const span = this.#at(event);
    if (span) this.#ways.group(span.name);
  }
}
