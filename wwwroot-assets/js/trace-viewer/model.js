// What a trace says, as spans: who is inside of whom, who started whom, since when, until when. Times are microseconds since `origin`.

import { factsOf, isOdd } from "./odd.js";
import { breakCircles, SpanTrack, nest } from "./tracks.js";

/** @typedef {object} Span
 * @property {string} name
 * @property {number} begin
 * @property {number} end NaN while it lasts or if the file broke off
 * @property {Span|null} parent what it is inside of, or for a task what started it
 * @property {Span[]} children spans inside it and tasks it started
 * @property {number} depth how deep inside its task or thread
 * @property {boolean} isTask
 * @property {object} args
 * @property {string|null} error
 */

/** A trace that may still grow. */
export class TraceModel {
  spans = [];
  /** Arrows other than those from parent to child task. */
  flows = [];
  /** Marks on the whole recording, such as `dropped 12`. */
  notes = [];
  /** Counter events by name: lists of { at, value }. */
  counters = new Map();
  unmatchedEnds = 0;
  /** Events that nobody can place: a thread that is an object, a time that is a list. They are left out. */
  skipped = 0;
  /** Grows with each change. */
  version = 0;
  origin = NaN;
  begin = 0;
  /** Where what has not ended is drawn to. */
  horizon = 0;

  #tracks = [];
  #threads = new Map();
  #operations = new Map();
  #arrows = new Map();
  #names = new Map();
  #looseFlows = [];
  #last = 0;
  #hasTaskArrows = false;

  get isEmpty() {
    return this.spans.length === 0;
  }

  /** When a span ended, or until when it is drawn. */
  endOf(span) {
    return span.end === span.end ? span.end : this.horizon;
  }

  durationOf(span) {
    return this.endOf(span) - span.begin;
  }

  /** Time as in the file: microseconds since 1970, if the file counts so. */
  absolute(time) {
    return this.origin + time;
  }

  /** Takes one event of the file. */
  add(event) {
    if (isOdd(event)) {
      this.skipped++;
      return undefined;
    }
    const phase = event.ph;
    if (phase === "M") return this.#name(event);
    const ts = Number(event.ts);
    if (!Number.isFinite(ts)) return undefined;
    if (Number.isNaN(this.origin)) this.origin = ts;
    const at = ts - this.origin;
    if (at < this.begin) this.begin = at;
    if (at > this.#last) this.#last = at;
    this.version++;
    switch (phase) {
      case "B": this.#open(this.#track(event), event, at); break;
      case "E": this.#close(this.#track(event), event, at); break;
      case "X": this.#complete(event, at); break;
      case "b": case "S": this.#open(this.#asyncTrack(event), event, at); break;
      case "e": case "F": this.#close(this.#asyncTrack(event), event, at); break;
      case "s": case "t": case "f": this.#arrow(event, at); break;
      case "i": case "I": case "R": this.notes.push({ at, name: String(event.name ?? "") }); break;
      case "C": this.#count(event, at); break;
    }
    return undefined;
  }

  /**
   * Puts in order what has come so far.
   * @param {number} [now] until when unended spans last, in microseconds as in the file; else they last until the last event
   */
  settle(now) {
    const until = now === undefined ? this.#last : now - this.origin;
    this.horizon = Math.max(this.#last, Number.isFinite(until) ? until : 0);
    let isNested = false;
    for (const track of this.#tracks) {
      if (!track.isLoose) continue;
      nest(track);
      isNested = true;
      this.version++;
    }
    if (isNested && this.#hasTaskArrows) breakCircles(this.spans);
    for (const loose of this.#looseFlows.splice(0)) {
      const from = loose.from.track.spanAt(loose.from.at, this.horizon), to = loose.to.track.spanAt(loose.to.at, this.horizon);
      if (from && to && from !== to) this.flows.push({ from, to, begin: loose.from.at, end: loose.to.at });
    }
  }

  /** The spans nothing is around of. */
  get roots() {
    return this.spans.filter(span => span.parent === null);
  }

  /** Names a file gives to processes and threads. */
  nameOf(kind, pid, tid) {
    return this.#names.get(`${kind}\n${pid}\n${tid ?? ""}`);
  }

  #name(event) {
    const kind = event.name === "process_name" ? "process" : event.name === "thread_name" ? "thread" : null;
    if (kind && typeof event.args?.name === "string") this.#names.set(`${kind}\n${event.pid}\n${kind === "thread" ? event.tid : ""}`, event.args.name);
  }

  #track(event) {
    let ofProcess = this.#threads.get(event.pid);
    if (!ofProcess) this.#threads.set(event.pid, ofProcess = new Map());
    let track = ofProcess.get(event.tid);
    if (!track) {
      track = new SpanTrack(event.pid, String(event.tid ?? ""));
      ofProcess.set(event.tid, track);
      this.#tracks.push(track);
    }
    return track;
  }

  #asyncTrack(event) {
    const id = event.id2 ? JSON.stringify(event.id2) : event.id;
    const key = `async\n${event.pid}\n${event.cat ?? ""}\n${event.scope ?? ""}\n${id}`;
    let track = this.#operations.get(key);
    if (!track) {
      track = new SpanTrack(event.pid, String(event.name ?? event.cat ?? "async"));
      track.isAsync = true;
      this.#operations.set(key, track);
      this.#tracks.push(track);
    }
    return track;
  }

  #span(track, event, at, parent) {
    const args = factsOf(event);
    const name = String(event.name ?? "");
    const span = {
      name, begin: at, end: NaN, parent, children: [], depth: parent ? parent.depth + 1 : 0, args, error: errorIn(args), track,
      isTask: parent === null && !track.isAsync && name === track.tid, category: typeof event.cat === "string" ? event.cat : "", index: this.spans.length, self: NaN, outer: parent,
    };
    this.spans.push(span);
    if (parent) parent.children.push(span);
    return span;
  }

  #open(track, event, at) {
    const parent = track.open.at(-1) ?? null;
    const span = this.#span(track, event, at, parent);
    track.open.push(span);
    track.spans.push(span);
  }

  // An end names what it ends; inner spans whose ends are missing end with it.
  #close(track, event, at) {
    const { open } = track;
    let index = open.length - 1;
    if (event.name !== undefined && event.name !== "") while (index >= 0 && open[index].name !== String(event.name)) index--;
    if (index < 0) {
      this.unmatchedEnds++;
      return;
    }
    const ended = open[index];
    for (const span of open.splice(index)) span.end = Math.max(span.begin, at);
    if (event.args !== null && typeof event.args === "object") {
      ended.args = { ...ended.args, ...factsOf(event) };
      ended.error = errorIn(ended.args);
    }
  }

  #complete(event, at) {
    const track = this.#track(event);
    const span = this.#span(track, event, at, null);
    span.isTask = false;
    span.end = at + Math.max(0, Number(event.dur) || 0);
    if (span.end > this.#last) this.#last = span.end;
    track.spans.push(span);
    track.isLoose = true;
  }

  #arrow(event, at) {
    const track = this.#track(event);
    const key = `${event.id} ${event.cat} ${event.name}`;
    if (event.ph === "s") {
      this.#arrows.set(key, { track, at, span: track.openAt(at) });
      return;
    }
    const from = this.#arrows.get(key);
    if (!from) return;
    if (event.ph === "t") this.#arrows.set(key, { track, at, span: track.openAt(at) });
    else this.#arrows.delete(key);
    const child = event.cat === "task" ? track.open[0] : undefined;
    if (child?.isTask && child.parent === null && from.span && outermostOf(from.span) !== child) {
      child.parent = child.outer = from.span; // ours: the arrow says which span started the task
      this.#hasTaskArrows = true;
      from.span.children.push(child);
    } else this.#looseFlows.push({ from, to: { track, at } });
  }

  #count(event, at) {
    for (const [key, value] of Object.entries(factsOf(event))) {
      if (typeof value === "object" || !Number.isFinite(Number(value))) continue;
      const name = key === "value" || key === event.name ? String(event.name) : `${event.name} ${key}`;
      if (!this.counters.has(name)) this.counters.set(name, []);
      this.counters.get(name).push({ at, value: Number(value) });
    }
  }
}

// Arrows that lead in a circle would make spans that are inside of themselves: only what is outermost gets something around it, and never what is inside of it.
// Each walk shortens the way for the next one, or a chain of tasks would be walked as often as it is long.
function outermostOf(span) {
  let at = span;
  while (at.outer) {
    if (at.outer.outer) at.outer = at.outer.outer;
    at = at.outer;
  }
  return at;
}

function errorIn(args) {
  return typeof args.error === "string" && args.error !== "" ? args.error : null;
}
