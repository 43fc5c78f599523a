// Writes a trace for other programs: strict chrome JSON, which Perfetto and speedscope read, and OTLP JSON.

/** Chrome's format: numeric process and thread ids with their names, complete events, arrows. Always valid JSON. */
export function toChrome(model, hostName = "zrepl") {
  const events = [];
  const pids = numbers(), tids = numbers();
  // Whole microseconds: of those since 1970 a number holds no smaller parts. Begins and ends are rounded alike, so what was inside stays inside.
  const at = time => Math.round(model.absolute(time));
  const endOf = endsWithin(model, at);
  for (const span of model.spans) {
    const { pid, tid } = idsOf(span, pids, tids);
    events.push({ name: span.name, cat: span.category || "span", ph: "X", ts: at(span.begin), dur: Math.max(0, endOf(span) - at(span.begin)), pid, tid, args: argsOf(span) });
  }
  let flow = 0;
  for (const { from, to, begin, end } of arrows(model)) {
    const id = ++flow;
    const source = idsOf(from, pids, tids), target = idsOf(to, pids, tids);
    events.push({ name: "child-task", cat: "task", ph: "s", ts: at(begin), pid: source.pid, tid: source.tid, id });
    events.push({ name: "child-task", cat: "task", ph: "f", bp: "e", ts: at(end), pid: target.pid, tid: target.tid, id });
  }
  for (const note of model.notes) events.push({ name: note.name, ph: "i", ts: at(note.at), pid: 1, tid: 1, s: "g" });
  events.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  return JSON.stringify({ traceEvents: [...names(model, pids, tids, hostName), ...events], displayTimeUnit: "ms" });
}

/** The form in which OpenTelemetry writes traces to files; one trace, its ids made from the order of the spans. */
export function toOtlp(model, hostName = "zrepl") {
  const traceId = hex(Math.round(model.absolute(model.begin)), 32);
  const nano = time => nanoseconds(model.absolute(time));
  const spans = model.spans.map(span => ({
    traceId, spanId: hex(span.index + 1, 16), ...(span.parent ? { parentSpanId: hex(span.parent.index + 1, 16) } : {}), name: span.name, kind: 1,
    startTimeUnixNano: nano(span.begin), endTimeUnixNano: nano(model.endOf(span)),
    attributes: [attribute("zrepl.task", span.track.tid), ...Object.entries(span.args).filter(([name]) => name !== "error").map(([name, value]) => attribute(name, value))],
    status: span.error ? { code: 2, message: span.error } : {},
  }));
  const resource = { attributes: [attribute("service.name", "zrepl"), attribute("host.name", hostName)] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "Zrepl" }, spans }] }] });
}

// Readers want the spans of a thread to lie within each other; one that was still open when the span around it ended ends with that.
function endsWithin(model, at) {
  const known = new Map();
  return function endOf(span) {
    const unknown = []; // inner first; a trace may be nested deeper than calls can be
    let outer = span;
    while (outer && !known.has(outer)) {
      unknown.push(outer);
      outer = outer.parent?.track === outer.track ? outer.parent : null;
    }
    let limit = outer ? known.get(outer) : Infinity;
    while (unknown.length > 0) {
      const next = unknown.pop();
      limit = Math.min(at(model.endOf(next)), limit);
      known.set(next, limit);
    }
    return known.get(span);
  };
}

function arrows(model) {
  const own = model.spans.filter(span => span.isTask && span.parent).map(task => ({ from: task.parent, to: task, begin: task.begin, end: task.begin }));
  return [...own, ...model.flows];
}

function argsOf(span) {
  return span.end === span.end ? span.args : { ...span.args, "not ended": "true" };
}

function numbers() {
  const known = new Map();
  const of = (key, value) => {
    if (!known.has(key)) known.set(key, { number: known.size + 1, value });
    return known.get(key).number;
  };
  return { of, entries: known };
}

// Asynchronous operations overlap: each is a thread of its own.
function idsOf(span, pids, tids) {
  const pid = pids.of(String(span.track.pid), span.track.pid);
  return { pid, tid: tids.of(span.track, { pid, track: span.track }) };
}

function names(model, pids, tids, hostName) {
  const all = [];
  for (const { number, value } of pids.entries.values()) {
    const name = model.nameOf("process", value) ?? String(value ?? "").replace(/^"(.*)"$/, "$1");
    all.push({ name: "process_name", ph: "M", pid: number, tid: 0, args: { name: name === "" ? hostName : name } });
  }
  for (const { number, value } of tids.entries.values()) {
    const name = model.nameOf("thread", value.track.pid, value.track.tid) ?? value.track.tid;
    all.push({ name: "thread_name", ph: "M", pid: value.pid, tid: number, args: { name } });
    all.push({ name: "thread_sort_index", ph: "M", pid: value.pid, tid: number, args: { sort_index: number } });
  }
  return all;
}

function attribute(key, value) {
  return { key, value: { stringValue: typeof value === "string" ? value : JSON.stringify(value) } };
}

// Whole microseconds since 1970 are exact in a number, nanoseconds are not.
function nanoseconds(us) {
  const whole = Math.floor(us);
  return String(BigInt(whole) * 1000n + BigInt(Math.round((us - whole) * 1000)));
}

function hex(number, length) {
  return number.toString(16).padStart(length, "0");
}

/** Hands a text to the browser as a file. */
export function save(text, fileName) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
