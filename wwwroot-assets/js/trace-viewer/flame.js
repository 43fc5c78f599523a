// A run as a flame graph: equal work under equal callers added up. Drawn as a trace of one lane whose times are sums.

import { TraceModel } from "./model.js";
import { groupName } from "./kinds.js";

/** @returns {TraceModel} of a trace that has a layout and own times: a model whose spans are the added up ones; `sources` of each has the spans behind it */
export function flameOf(root, model) {
  const flame = new TraceModel();
  flame.origin = 0;
  const top = merged(groupName(root.name), [root]);
  const stack = [{ node: top, at: 0, depth: 0 }];
  let id = 0;
  const events = [];
  while (stack.length > 0) {
    const { node, at } = stack.pop();
    events.push({ name: node.name, ph: "X", ts: at, dur: node.width, pid: "flame", tid: "flame", id: id++, node });
    let left = at;
    for (const child of node.children) {
      stack.push({ node: child, at: left });
      left += child.width;
    }
  }
  // Wide before narrow at the same place, callers before callees: the nesting comes from the order.
  for (const event of events.sort((a, b) => a.ts - b.ts || b.dur - a.dur || a.id - b.id)) {
    flame.add(event);
    const span = flame.spans.at(-1);
    span.sources = event.node.spans;
    span.flameSelf = event.node.self;
  }
  flame.settle();
  return flame;
}

// Outer ones first, then their widths from the inside out: without calls, since spans may be nested deeper than calls can go.
function merged(name, spans) {
  const top = { name, spans, self: 0, children: [], width: 0 };
  const all = [top];
  for (let at = 0; at < all.length; at++) {
    const node = all[at], groups = new Map();
    for (const span of node.spans) {
      node.self += span.self;
      if (span.row !== -1) addTo(groups, span.children);
    }
    for (const [childName, inside] of groups) node.children.push({ name: childName, spans: inside, self: 0, children: [], width: 0 });
    for (const child of node.children) all.push(child);
  }
  for (let at = all.length - 1; at >= 0; at--) {
    const node = all[at];
    node.width = node.children.reduce((sum, child) => sum + child.width, node.self);
    node.children.sort((a, b) => b.width - a.width);
  }
  return top;
}

// A task with one span that says the same is stepped over.
function addTo(groups, spans) {
  const waiting = spans.toReversed();
  while (waiting.length > 0) {
    const span = waiting.pop();
    if (span.row === -1) {
      for (let index = span.children.length - 1; index >= 0; index--) waiting.push(span.children[index]);
      continue;
    }
    const name = groupName(span.name);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(span);
  }
}
