// Figures over time: what was transferred, how many tasks were at work, and whatever counters a file has.

/** @typedef {object} Series
 * @property {string} name
 * @property {"rate"|"count"} unit
 * @property {{at: number, value: number}[]} points each value holds until the next point
 * @property {number} max
 */

/** @returns {Series[]} those that say something */
export function seriesOf(model) {
  const series = [];
  const rate = throughput(model);
  if (rate.points.length > 0) series.push(rate);
  for (const [name, points] of model.counters) {
    const sorted = [...points].sort((a, b) => a.at - b.at);
    series.push(finished({ name, unit: "count", points: sorted }));
  }
  return series;
}

/** How many tasks lasted at each time. */
export function activeTasks(model) {
  return steps("tasks at work", "count", model.spans.filter(span => span.depth === 0), model, () => 1);
}

// A step tells its bytes at its end: they are spread over its time.
function throughput(model) {
  const steps_ = model.spans.filter(span => Number(span.args["zrepl.bytes"]) > 0 && model.durationOf(span) > 0);
  return steps("throughput", "rate", steps_, model, span => Number(span.args["zrepl.bytes"]) / (model.durationOf(span) / 1e6));
}

function steps(name, unit, spans, model, weight) {
  const changes = [];
  for (const span of spans) {
    const value = weight(span);
    changes.push({ at: span.begin, by: value }, { at: model.endOf(span), by: -value });
  }
  changes.sort((a, b) => a.at - b.at || b.by - a.by);
  const points = [];
  let value = 0;
  for (const change of changes) {
    value += change.by;
    const last = points.at(-1);
    const rounded = Math.abs(value) < 1e-6 ? 0 : value;
    if (last && last.at === change.at) last.value = rounded;
    else points.push({ at: change.at, value: rounded });
  }
  return finished({ name, unit, points });
}

function finished(series) {
  series.max = series.points.reduce((most, point) => Math.max(most, point.value), 0);
  return series;
}

/** Index of the point that holds at a time; -1 before the first. */
export function indexAt(series, time) {
  const { points } = series;
  let low = 0, high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].at <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The largest value within a stretch of time, from an index on; returns it and where to go on. */
export function peakWithin(series, begin, end, from) {
  const { points } = series;
  let index = from;
  while (index < points.length && points[index].at <= begin) index++;
  let peak = index > 0 ? points[index - 1].value : 0;
  while (index < points.length && points[index].at < end) peak = Math.max(peak, points[index++].value);
  return { peak, index: Math.max(0, index - 1) };
}
