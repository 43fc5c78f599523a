// The time axis: round steps, relative to the begin of the trace.

import { tick } from "./words.js";

/** Its height in pixels. */
export const AXIS = 26;

const MOST_MARKS = 200;

export function drawAxis(context, timeline, scene) {
  const { palette, view, model } = scene;
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, timeline.width, AXIS);
  context.fillStyle = palette.line;
  context.fillRect(0, AXIS - 1, timeline.width, 1);
  context.font = `11px ${palette.font}`;
  const step = stepFor(view.span, timeline.width - timeline.gutter);
  const origin = model.begin;
  const first = Math.ceil((view.begin - origin) / step);
  for (let count = 0; count < MOST_MARKS; count++) { // counted: of times beyond 2^53 a step may be less than what a number can tell apart
    const mark = (first + count) * step;
    if (!(mark <= view.end - origin)) break;
    const x = timeline.xOf(origin + mark, view);
    if (x < timeline.gutter) continue;
    context.fillStyle = palette.line;
    context.fillRect(Math.round(x), AXIS - 6, 1, 6);
    context.globalAlpha = 0.5;
    context.fillRect(Math.round(x), AXIS, 1, timeline.height);
    context.globalAlpha = 1;
    context.fillStyle = palette.muted;
    const text = tick(Math.abs(mark) < step / 1e6 ? 0 : mark, step);
    if (x + 4 + text.length * 6 < timeline.width) context.fillText(text, x + 4, AXIS / 2);
  }
}

// Steps of 1, 2 or 5, and of minutes and hours, about 110 pixels wide.
function stepFor(span, width) {
  const wanted = (span / Math.max(1, width)) * 110;
  if (wanted > 30e6) for (const seconds of [60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400]) if (seconds * 1e6 >= wanted) return seconds * 1e6;
  const power = 10 ** Math.floor(Math.log10(wanted));
  for (const factor of [1, 2, 5, 10]) if (power * factor >= wanted) return power * factor;
  return power * 10;
}
