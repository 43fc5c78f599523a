// Counters under the axis: a filled line per series, with its largest value.

import { AXIS } from "./axis.js";
import { indexAt, peakWithin } from "./counters.js";
import { bytes, digits } from "./words.js";

/** Height of one track in pixels. */
export const COUNTER = 36;

export function drawCounters(context, timeline, scene) {
  timeline.series.forEach((series, index) => drawTrack(context, timeline, scene, series, AXIS + index * COUNTER));
}

function drawTrack(context, timeline, scene, series, y) {
  const { palette, view } = scene;
  context.fillStyle = palette.surface;
  context.fillRect(0, y, timeline.width, COUNTER);
  context.fillStyle = palette.kinds.send;
  const room = COUNTER - 8, step = view.span / Math.max(1, timeline.width - timeline.gutter);
  let index = Math.max(0, indexAt(series, view.begin));
  for (let x = Math.ceil(timeline.gutter); x < timeline.width; x++) {
    const begin = timeline.timeAt(x, view);
    const found = peakWithin(series, begin, begin + step, index);
    index = found.index;
    const height = series.max > 0 ? (found.peak / series.max) * room : 0;
    if (height > 0) context.fillRect(x, y + COUNTER - 2 - height, 1, Math.max(1, height));
  }
  context.fillStyle = palette.line;
  context.fillRect(0, y + COUNTER - 1, timeline.width, 1);
  const most = series.unit === "rate" ? `${bytes(series.max)}/s` : digits(series.max);
  context.font = `11px ${palette.font}`;
  context.fillStyle = palette.muted;
  if (timeline.gutter > 0) {
    context.fillText(series.name, 12, y + 12);
    context.fillText(`up to ${most}`, 12, y + 26);
  } else context.fillText(`${series.name}, up to ${most}`, 6, y + 10);
}
