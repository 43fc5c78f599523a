// The strip above the lanes: the whole trace, how many tasks were at work when, where something failed, and which part is shown below.

import { activeTasks, peakWithin } from "./counters.js";

const HANDLE = 8;

export class Overview {
  #canvas;
  #context;
  #view;
  #scene = null;
  #drag = null;
  #picture = document.createElement("canvas");
  #pictured = "";
  #palette = null;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("./view.js").TimeView} view moved by the pointer
   */
  constructor(canvas, view) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { alpha: false });
    this.#view = view;
    canvas.addEventListener("pointerdown", event => this.#press(event));
    canvas.addEventListener("pointermove", event => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { this.#drag = null; });
  }

  draw(scene) {
    this.#scene = scene;
    const context = this.#context, { palette, model, view } = scene;
    const width = this.#canvas.clientWidth, height = this.#canvas.clientHeight, scale = this.#canvas.width / Math.max(1, width);
    this.#picturise(width, height, scale);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#picture, 0, 0);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    const from = this.#x(Math.max(view.begin, model.begin), width), to = this.#x(Math.min(view.end, model.horizon), width);
    context.globalAlpha = 0.6;
    context.fillStyle = palette.surface;
    context.fillRect(0, 0, from, height);
    context.fillRect(to, 0, width, height);
    context.globalAlpha = 1;
    context.strokeStyle = palette.accent;
    context.lineWidth = 1.5;
    context.strokeRect(from + 0.75, 0.75, Math.max(2, to - from - 1.5), height - 1.5);
  }

  // What does not move with the view is drawn once.
  #picturise(width, height, scale) {
    const { palette, model } = this.#scene;
    const wanted = `${model.version} ${model.horizon} ${width} ${height} ${scale}`;
    if (wanted === this.#pictured && palette === this.#palette) return;
    this.#pictured = wanted;
    this.#palette = palette;
    this.#picture.width = this.#canvas.width;
    this.#picture.height = this.#canvas.height;
    const context = this.#picture.getContext("2d", { alpha: false });
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = palette.background;
    context.fillRect(0, 0, width, height);
    this.#drawWork(context, palette, model, width, height);
    context.fillStyle = palette.failed;
    for (const span of model.spans) if (span.error) context.fillRect(Math.round(this.#x(span.begin, width)), 0, 2, 5);
  }

  #drawWork(context, palette, model, width, height) {
    const series = activeTasks(model), length = model.horizon - model.begin, step = length / width;
    let index = 0;
    context.fillStyle = palette.kinds.plan;
    for (let x = 0; x < width; x++) {
      const found = peakWithin(series, model.begin + x * step, model.begin + (x + 1) * step, index);
      index = found.index;
      const size = series.max > 0 ? Math.sqrt(found.peak / series.max) * (height - 8) : 0;
      if (size > 0) context.fillRect(x, height - size, 1, size);
    }
  }

  #x(time, width) {
    const { model } = this.#scene;
    return ((time - model.begin) / Math.max(1, model.horizon - model.begin)) * width;
  }

  #time(event) {
    const { model } = this.#scene;
    const box = this.#canvas.getBoundingClientRect();
    return model.begin + ((event.clientX - box.left) / box.width) * (model.horizon - model.begin);
  }

  // An edge is drawn, the frame is moved, elsewhere a new frame begins.
  #press(event) {
    if (!this.#scene || event.button !== 0) return;
    this.#canvas.setPointerCapture(event.pointerId);
    const box = this.#canvas.getBoundingClientRect(), x = event.clientX - box.left, { view, model } = this.#scene;
    const from = this.#x(Math.max(view.begin, model.begin), box.width), to = this.#x(Math.min(view.end, model.horizon), box.width), time = this.#time(event);
    if (Math.abs(x - from) < HANDLE) this.#drag = { kind: "begin" };
    else if (Math.abs(x - to) < HANDLE) this.#drag = { kind: "end" };
    else if (x > from && x < to && !view.isWhole) this.#drag = { kind: "move", time, begin: view.begin, end: view.end };
    else this.#drag = { kind: "new", time, x };
  }

  #move(event) {
    if (!this.#drag || !this.#scene) return;
    const time = this.#time(event), drag = this.#drag, view = this.#view;
    if (drag.kind === "begin") view.show(Math.min(time, view.end - 2), view.end);
    else if (drag.kind === "end") view.show(view.begin, Math.max(time, view.begin + 2));
    else if (drag.kind === "move") view.show(drag.begin + time - drag.time, drag.end + time - drag.time);
    else if (Math.abs(event.clientX - this.#canvas.getBoundingClientRect().left - drag.x) > 3) view.show(Math.min(drag.time, time), Math.max(drag.time, time));
  }
}
