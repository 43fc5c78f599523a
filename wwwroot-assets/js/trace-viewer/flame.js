// A run as a flame graph: equal work under equal callers added up. Drawn as a trace of one lane whose times are sums.

import { TraceModel } from "./model.js";
import { groupName } from "./kinds.js";

/** @returns {TraceModel} a model whose spans are the added up ones; `sources` of each has the spans behind it */
export function flameOf(root, model) {
  const flame = new TraceModel();
  flame.origin = 0;
  const top = merged(groupName(root.name), [root], model);
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

function merged(name, spans, model) {
  const groups = new Map();
  let self = 0;
  for (const span of spans) {
    self += span.self;
    for (const child of span.row === -1 ? [] : span.children) addTo(groups, child);
  }
  const children = [...groups].map(([childName, inside]) => merged(childName, inside, model)).sort((a, b) => b.width - a.width);
  return { name, spans, self, children, width: self + children.reduce((sum, child) => sum + child.width, 0) };
}

// A task with one span that says the same is stepped over.
function addTo(groups, span) {
  if (span.row === -1) {
    for (const child of span.children) addTo(groups, child);
    return;
  }
  const name = groupName(span.name);
  if (!groups.has(name)) groups.set(name, []);
  groups.get(name).push(span);
}
