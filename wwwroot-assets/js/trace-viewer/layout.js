// Gives every span a lane and a row. A task stands below the task that started it; tasks of one name share a lane when they do not overlap.

import { Heap } from "./heap.js";

/** Height of a row, what a lane has beside its rows, and how much of that is above them; in pixels. */
export const ROW = 20, LANE_GAP = 8, LANE_PADDING = 4;

const LONGEST_KEY = 200;

/** @typedef {object} Lane
 * @property {string} label
 * @property {number} level how deep in the tree of tasks
 * @property {object[][]} rows spans by row, each sorted by begin, not overlapping
 * @property {number} y top, in pixels
 */

/** Top of a row of a lane, in pixels from the top of the first lane. */
export function rowTop(lane, row) {
  return lane.y + lane.head + LANE_PADDING + Math.max(0, row) * ROW;
}

/** Lanes of a model as it is now. */
export class Layout {
  /** Lanes from top to bottom, without those inside a closed one. */
  lanes = [];
  height = 0;

  /**
   * @param {import("./model.js").TraceModel} model
   * @param {Set<string>} closed keys of lanes whose inner lanes are hidden
   * @param {number} head pixels above the rows of each lane for its name, where there is no room beside them
   */
  constructor(model, closed = new Set(), head = 0) {
    this.head = head;
    const roots = { lanes: [], groups: new Map(), level: -1, key: "", isClosed: false, isHidden: false };
    const laneOfTrack = new Map();
    for (const task of outermost(model)) place(task, model, roots, laneOfTrack);
    this.#stack(roots.lanes, closed);
    for (const lane of this.lanes) for (const row of lane.rows) sortRow(row);
  }

  /** The lane at a height, or undefined. */
  laneAt(y) {
    let low = 0, high = this.lanes.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1, lane = this.lanes[middle];
      if (y < lane.y) high = middle - 1;
      else if (y >= lane.y + lane.height) low = middle + 1;
      else return lane;
    }
    return undefined;
  }

  /** Index of the first lane that ends below a height. */
  firstBelow(y) {
    let low = 0, high = this.lanes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.lanes[middle].y + this.lanes[middle].height <= y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // Depth first, without calls: tasks may have started each other deeper than calls can go.
  #stack(outermost, closed) {
    const waiting = outermost.toReversed();
    while (waiting.length > 0) {
      const lane = waiting.pop();
      lane.isHidden = lane.around.isHidden || lane.around.isClosed;
      lane.isClosed = closed.has(lane.key);
      for (let index = lane.lanes.length - 1; index >= 0; index--) waiting.push(lane.lanes[index]);
      if (lane.isHidden) continue;
      lane.y = this.height;
      lane.head = this.head;
      lane.height = lane.head + Math.max(1, lane.rows.length) * ROW + LANE_GAP;
      this.height += lane.height;
      this.lanes.push(lane);
    }
  }
}

// Spans that are inside of nothing in their own track, in the order of their begin.
function outermost(model) {
  return model.spans.filter(span => span.depth === 0).sort((a, b) => a.begin - b.begin || a.index - b.index);
}

function place(task, model, roots, laneOfTrack) {
  const lane = task.isTask || task.track.isAsync ? taskLane(task, model, roots) : trackLane(task.track, model, roots, laneOfTrack);
  put(task, lane, isShell(task, model) ? -1 : 0, task.track);
}

function taskLane(task, model, roots) {
  const around = task.parent?.lane ?? roots;
  const base = task.name.replace(/#\d+$/, "");
  let group = around.groups.get(base);
  if (!group) around.groups.set(base, group = new LaneGroup());
  return group.laneFor(task, model, index => newLane(shortKey(`${around.key}/${base}:${index}`), laneLabel(task, base), around));
}

// The lanes that tasks of one name share. They come in the order of their begins, so a lane that was free once stays so until it is taken.
class LaneGroup {
  #count = 0;
  #busy = new Heap(lane => lane.busyUntil);
  #free = new Heap(lane => lane.place);

  // The uppermost lane that is free, or a new one.
  laneFor(task, model, make) {
    while (this.#busy.size > 0 && this.#busy.first.busyUntil <= task.begin) this.#free.push(this.#busy.pop());
    let lane = this.#free.pop();
    if (!lane) {
      lane = make(this.#count);
      lane.place = this.#count++;
    }
    lane.busyUntil = Math.max(task.begin, model.endOf(task));
    this.#busy.push(lane);
    return lane;
  }
}

// Lanes far down a chain of tasks would have keys as long as the chain; two numbers tell them apart as well.
function shortKey(key) {
  if (key.length <= LONGEST_KEY) return key;
  let one = 0x811c9dc5, two = 7;
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193) >>> 0;
    two = (Math.imul(two, 31) + code) >>> 0;
  }
  return `${one}-${two}`;
}

function trackLane(track, model, roots, laneOfTrack) {
  let lane = laneOfTrack.get(track);
  if (!lane) {
    const process = model.nameOf("process", track.pid), thread = model.nameOf("thread", track.pid, track.tid) ?? track.tid;
    lane = newLane(`${track.pid}/${track.tid}`, process ? `${process} · ${thread}` : thread, roots);
    laneOfTrack.set(track, lane);
  }
  return lane;
}

function newLane(key, label, around) {
  const lane = { key, label, level: around.level + 1, rows: [], lanes: [], groups: new Map(), busyUntil: -Infinity, place: 0, y: 0, height: 0, head: 0, isClosed: false, isHidden: false, around };
  around.lanes.push(lane);
  return lane;
}

// `repl-fs tank/home` says more than `repl-fs#3`.
function laneLabel(task, base) {
  const only = task.children.find(child => child.track === task.track);
  return only && only.name.startsWith(`${base} `) && !/^zfscmd/.test(base) ? only.name : base;
}

// A task whose one span says the same or lasts as long needs no row of its own.
function isShell(task, model) {
  if (!task.isTask) return false;
  const inside = task.children.filter(child => child.track === task.track);
  if (inside.length !== 1) return false;
  return inside[0].name.startsWith(`${task.name.replace(/#\d+$/, "")} `) || model.durationOf(inside[0]) >= 0.99 * model.durationOf(task);
}

function put(span, lane, shift, track) {
  const stack = [span];
  while (stack.length > 0) {
    const next = stack.pop();
    const row = next.depth + shift;
    next.lane = lane;
    next.row = row;
    if (row >= 0) {
      while (lane.rows.length <= row) lane.rows.push([]);
      lane.rows[row].push(next);
    }
    for (const child of next.children) if (child.track === track) stack.push(child);
  }
}

function sortRow(row) {
  row.sort((a, b) => a.begin - b.begin || a.index - b.index);
}
