// Draws the lanes that are in sight. What is narrower than a pixel is drawn together, so that the cost is that of the pixels, not of the spans.

import { drawAxis, AXIS } from "./axis.js";
import { drawArrows } from "./arrows.js";
import { COUNTER, drawCounters } from "./counterTrack.js";
import { firstBeginningFrom, firstEndingAfter, spanNear } from "./lookup.js";
import { ROW, rowTop } from "./layout.js";
import { kindOf, shortName } from "./kinds.js";

const NARROW_SCREEN = 640, GUTTER = 208, NARROW_GUTTER = 0;
const BAR = ROW - 3, TEXT_FROM = 26, LETTER = 6.5;

/** Draws on a canvas whose top is the axis and whose rest is a window on the lanes. */
export class Timeline {
  /** Spans that a search found. */
  hits = null;
  selected = null;
  hovered = null;
  range = null;
  series = [];
  critical = null;
  showsLanes = true;
  #canvas;
  #context;
  #alphaBars;

  constructor(canvas) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { alpha: false });
  }

  get width() {
    return this.#canvas.clientWidth;
  }

  get height() {
    return this.#canvas.clientHeight;
  }

  get gutter() {
    return !this.showsLanes || this.width < NARROW_SCREEN ? NARROW_GUTTER : GUTTER;
  }

  /** Pixels that a lane needs above its rows for its name. */
  get head() {
    return this.showsLanes && this.gutter === 0 ? 16 : 0;
  }

  /** Pixels above the lanes. */
  get top() {
    return AXIS + this.series.length * COUNTER;
  }

  timeAt(x, view) {
    return view.begin + ((x - this.gutter) / (this.width - this.gutter)) * view.span;
  }

  xOf(time, view) {
    return this.gutter + ((time - view.begin) / view.span) * (this.width - this.gutter);
  }

  /** What is at a place on the canvas: a span, a lane's name, or nothing. */
  at(x, y, scene) {
    if (y < this.top) return {};
    const height = y - this.top + scene.scroll;
    const lane = scene.layout.laneAt(height);
    if (!lane) return {};
    if (x < this.gutter) return { lane };
    const row = lane.rows[Math.floor((height - lane.y - lane.head) / ROW)];
    if (!row) return { lane };
    const { view, model } = scene;
    return { lane, span: spanNear(row, this.timeAt(x, view), (view.span / (this.width - this.gutter)) * 3, span => model.endOf(span)) };
  }

  /**
   * @param {object} scene model, layout, view, scroll, palette
   */
  draw(scene) {
    const context = this.#context;
    const scale = this.#canvas.width / Math.max(1, this.width);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = scene.palette.surface;
    context.fillRect(0, 0, this.width, this.height);
    context.textBaseline = "middle";
    this.#alphaBars = this.hits !== null;
    this.#drawLanes(context, scene);
    this.#drawRange(context, scene);
    if (this.showsLanes) drawArrows(context, this, scene);
    this.#drawSelection(context, scene);
    if (this.gutter > 0) this.#drawNames(context, scene);
    drawCounters(context, this, scene);
    drawAxis(context, this, scene);
  }

  // Calls back for each lane that is in sight.
  #inSight(scene, found) {
    const { layout, scroll } = scene;
    const bottom = scroll + this.height - this.top;
    for (let index = layout.firstBelow(scroll); index < layout.lanes.length; index++) {
      const lane = layout.lanes[index];
      if (lane.y > bottom) return;
      found(lane, this.top + lane.y - scroll);
    }
  }

  #drawLanes(context, scene) {
    context.save();
    context.beginPath();
    context.rect(this.gutter, this.top, this.width - this.gutter, this.height - this.top);
    context.clip();
    context.font = `11px ${scene.palette.font}`;
    this.#inSight(scene, (lane, y) => {
      context.fillStyle = scene.palette.line;
      context.fillRect(this.gutter, y + lane.height - 1, this.width, 1);
      if (lane.head > 0) this.#drawHead(context, scene, lane, y);
      lane.rows.forEach((row, index) => {
        const top = this.top - scene.scroll + rowTop(lane, index);
        if (top + ROW >= this.top && top <= this.height) this.#drawRow(context, scene, row, top);
      });
    });
    context.restore();
  }

  // Where there is no room beside the lanes, the name stands above the rows.
  #drawHead(context, scene, lane, y) {
    context.fillStyle = scene.palette.muted;
    context.fillText(endsOf(shortName(lane.label), Math.floor((this.width - 16) / LETTER)), 6, y + lane.head / 2 + 3);
  }

  #drawRow(context, scene, row, y) {
    const { model, view, palette } = scene;
    const endOf = span => model.endOf(span);
    const scale = (this.width - this.gutter) / view.span;
    const left = this.gutter;
    let index = firstEndingAfter(row, view.begin, endOf);
    const stroke = { x: 0, to: 0, colour: "", alpha: 1 }; // neighbouring pixels of one colour are drawn at once
    const flush = () => {
      if (stroke.to > stroke.x) {
        context.globalAlpha = stroke.alpha;
        context.fillStyle = stroke.colour;
        context.fillRect(stroke.x, y, stroke.to - stroke.x, BAR);
        context.globalAlpha = 1;
      }
      stroke.x = stroke.to = 0;
    };
    while (index < row.length && row[index].begin < view.end) {
      const span = row[index];
      const from = left + (span.begin - view.begin) * scale, to = left + (endOf(span) - view.begin) * scale;
      if (to - from >= 1.5) {
        flush();
        this.#drawBar(context, scene, span, Math.max(from, left - 4), Math.min(to, this.width + 4), y);
        index++;
        continue;
      }
      // Everything that ends up in this pixel is one stroke; an error or a hit in it must be seen.
      const pixel = Math.floor(from);
      let next = Math.max(index + 1, firstBeginningFrom(row, view.begin + (pixel + 1 - left) / scale, index));
      if (next > index + 1 && (endOf(row[next - 1]) - row[next - 1].begin) * scale >= 1.5) next--; // the last in the pixel may reach beyond it
      const shown = this.#worst(row, index, next);
      const alpha = this.#alphaBars && !this.hits.has(shown) ? 0.2 : 1, colour = shown.error ? palette.failed : palette.kinds[kindOf(shown)];
      if (stroke.to !== pixel || stroke.colour !== colour || stroke.alpha !== alpha) {
        flush();
        Object.assign(stroke, { x: pixel, colour, alpha });
      }
      stroke.to = pixel + 1;
      index = next;
    }
    flush();
  }

  // At most a hundred are looked at: beyond that the first stands for all.
  #worst(row, from, to) {
    let worst = row[from];
    for (let index = from; index < to && index < from + 100; index++) {
      const span = row[index];
      if (span.error) return span;
      if (this.hits?.has(span)) worst = span;
    }
    return worst;
  }

  #drawBar(context, scene, span, from, to, y) {
    const { palette } = scene;
    const kind = kindOf(span);
    const isQuiet = this.#alphaBars && !this.hits.has(span);
    const width = Math.max(1, to - from - (to - from > 3 ? 1 : 0));
    context.globalAlpha = isQuiet ? 0.2 : 1;
    context.fillStyle = palette.kinds[kind];
    if (width > 20) {
      context.beginPath();
      context.roundRect(from, y, width, BAR, 3);
      context.fill();
    } else context.fillRect(from, y, width, BAR);
    if (span.end !== span.end) this.#drawOpenEnd(context, palette, from + width, y);
    if (span.error) {
      context.strokeStyle = palette.failed;
      context.lineWidth = 2;
      context.strokeRect(from + 1, y + 1, Math.max(1, width - 2), BAR - 2);
    }
    if (width > TEXT_FROM) this.#drawText(context, span, Math.max(from, this.gutter), from + width, y, palette);
    context.globalAlpha = 1;
  }

  // What has not ended has no edge.
  #drawOpenEnd(context, palette, x, y) {
    context.fillStyle = palette.surface;
    for (let step = 0; step < 3; step++) context.fillRect(x - 3 - step * 4, y, 2 - step * 0.5, BAR);
  }

  #drawText(context, span, from, to, y, palette) {
    const room = Math.floor((to - from - 10) / LETTER);
    if (room < 2) return;
    const name = shortName(span.name);
    context.fillStyle = palette.onKind;
    context.fillText(name.length <= room ? name : `${name.slice(0, room - 1)}…`, from + 6, y + BAR / 2 + 0.5);
  }

  #drawRange(context, scene) {
    if (!this.range) return;
    const from = this.xOf(Math.min(this.range.begin, this.range.end), scene.view), to = this.xOf(Math.max(this.range.begin, this.range.end), scene.view);
    context.save();
    context.beginPath();
    context.rect(this.gutter, 0, this.width - this.gutter, this.height);
    context.clip();
    context.globalAlpha = 0.12;
    context.fillStyle = scene.palette.accent;
    context.fillRect(from, this.top, to - from, this.height);
    context.globalAlpha = 1;
    context.fillRect(from, this.top, 1, this.height);
    context.fillRect(to, this.top, 1, this.height);
    context.restore();
  }

  #drawSelection(context, scene) {
    context.save();
    context.beginPath();
    context.rect(this.gutter, this.top, this.width - this.gutter, this.height - this.top);
    context.clip();
    this.#drawPath(context, scene);
    this.#outline(context, scene, this.hovered, scene.palette.edge, 1);
    this.#outline(context, scene, this.selected, scene.palette.ink, 2);
    context.restore();
  }

  #boxOf(scene, span) {
    if (!span?.lane || span.row < 0 || scene.layout.lanes[0] === undefined) return null;
    const lane = span.lane;
    if (lane.isHidden) return null;
    return { x: this.xOf(span.begin, scene.view), to: this.xOf(scene.model.endOf(span), scene.view), y: this.top - scene.scroll + rowTop(lane, span.row) };
  }

  #outline(context, scene, span, colour, width) {
    const box = this.#boxOf(scene, span);
    if (!box || box.to < this.gutter || box.x > this.width) return;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.roundRect(Math.max(box.x, -8) - 1, box.y - 1, Math.max(3, Math.min(box.to, this.width + 8) - Math.max(box.x, -8) + 1), BAR + 2, 4);
    context.stroke();
  }

  // The pieces follow each other without gaps.
  #drawPath(context, scene) {
    const pieces = this.critical;
    if (!pieces) return;
    for (let index = Math.max(0, firstBeginningFrom(pieces, scene.view.begin) - 1); index < pieces.length && pieces[index].begin < scene.view.end; index++)
      this.#drawCritical(context, scene, pieces[index]);
  }

  #drawCritical(context, scene, piece) {
    const box = this.#boxOf(scene, piece.span);
    if (!box || box.y < this.top - ROW || box.y > this.height) return;
    const from = this.xOf(piece.begin, scene.view), to = this.xOf(piece.end, scene.view);
    if (to < this.gutter || from > this.width) return;
    context.fillStyle = scene.palette.ink;
    context.fillRect(Math.max(from, this.gutter), box.y + BAR - 2, Math.max(1, Math.min(to, this.width) - Math.max(from, this.gutter)), 3);
  }

  #drawNames(context, scene) {
    const { palette } = scene;
    context.fillStyle = palette.surface;
    context.fillRect(0, this.top, this.gutter, this.height);
    context.fillStyle = palette.line;
    context.fillRect(this.gutter - 1, 0, 1, this.height);
    this.#inSight(scene, (lane, y) => {
      context.fillStyle = palette.line;
      context.fillRect(0, y + lane.height - 1, this.gutter, 1);
      const indent = 22 + Math.min(lane.level, 6) * 10;
      const middle = this.top - scene.scroll + rowTop(lane, 0) + BAR / 2;
      context.font = `12px ${palette.font}`;
      if (lane.lanes.length > 0) this.#drawChevron(context, palette, indent - 11, middle, lane.isClosed);
      context.fillStyle = this.selected?.lane === lane ? palette.accent : lane.level === 0 ? palette.ink : palette.muted;
      const label = shortName(lane.label), room = Math.floor((this.gutter - indent - 8) / 6.9);
      context.fillText(endsOf(label, room), indent, middle);
    });
  }

  #drawChevron(context, palette, x, y, isClosed) {
    context.strokeStyle = palette.muted;
    context.lineWidth = 1.5;
    context.beginPath();
    if (isClosed) {
      context.moveTo(x - 2, y - 4);
      context.lineTo(x + 2, y);
      context.lineTo(x - 2, y + 4);
    } else {
      context.moveTo(x - 4, y - 2);
      context.lineTo(x, y + 2);
      context.lineTo(x + 4, y - 2);
    }
    context.stroke();
  }
}

// Datasets differ at their end.
function endsOf(label, room) {
  if (label.length <= room) return label;
  const first = label.indexOf(" ") + 1;
  if (first > 0 && first < room - 6) return `${label.slice(0, first)}…${label.slice(label.length - (room - first - 1))}`;
  return `${label.slice(0, room - 1)}…`;
}
