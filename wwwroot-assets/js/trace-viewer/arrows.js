// Arrows from a span to the tasks it started, and whatever arrows a file has.

import { ROW, rowTop } from "./layout.js";
import { firstBeginningFrom } from "./lookup.js";

const MOST = 60;

export function drawArrows(context, timeline, scene) {
  const { selected } = timeline;
  context.save();
  context.beginPath();
  context.rect(timeline.gutter, timeline.top, timeline.width - timeline.gutter, timeline.height - timeline.top);
  context.clip();
  const arrows = arrowsInSight(timeline, scene);
  const isCrowded = arrows.length > MOST; // then they say nothing, except those of the chosen span
  for (const { from, to, begin, end } of arrows) {
    const isChosen = selected !== null && (from === selected || to === selected);
    if (isChosen || !isCrowded) draw(context, timeline, scene, from, to, begin, end, isChosen);
  }
  context.restore();
}

function arrowsInSight(timeline, scene) {
  const { view, model } = scene, arrows = [];
  const shortest = (view.span / timeline.width) * 2;
  for (const lane of lanesInSight(timeline, scene)) {
    const row = lane.rows[0] ?? [];
    for (let index = firstBeginningFrom(row, view.begin); index < row.length && row[index].begin <= view.end; index++) {
      const span = row[index];
      if (model.durationOf(span) < shortest) { // too narrow for an arrow, and so is what else begins here except the last
        index = Math.max(index, firstBeginningFrom(row, span.begin + shortest, index + 1) - 2);
        continue;
      }
      const from = startedBy(span);
      if (from) arrows.push({ from, to: span, begin: span.begin, end: span.begin });
    }
  }
  for (const flow of model.flows) if (flow.end >= view.begin && flow.begin <= view.end) arrows.push(flow);
  return arrows;
}

function lanesInSight(timeline, scene) {
  const first = scene.layout.firstBelow(scene.scroll), bottom = scene.scroll + timeline.height - timeline.top;
  const lanes = [];
  for (let index = first; index < scene.layout.lanes.length && scene.layout.lanes[index].y <= bottom; index++) lanes.push(scene.layout.lanes[index]);
  return lanes;
}

// The span another task's first span was started by; its own task may have no row.
function startedBy(span) {
  const task = span.depth === 0 ? span : span.parent;
  return task?.isTask && task.parent && (span.depth === 0 || task.row === -1) ? task.parent : null;
}

function draw(context, timeline, scene, from, to, begin, end, isChosen) {
  const y1 = middleOf(timeline, scene, from), y2 = middleOf(timeline, scene, to);
  if (y1 === null || y2 === null || (y1 < timeline.top && y2 < timeline.top) || (y1 > timeline.height && y2 > timeline.height)) return false;
  const x1 = timeline.xOf(begin, scene.view), x2 = timeline.xOf(end, scene.view);
  context.strokeStyle = context.fillStyle = isChosen ? scene.palette.accent : scene.palette.edge;
  context.globalAlpha = isChosen ? 1 : 0.45;
  context.lineWidth = isChosen ? 1.5 : 1;
  context.beginPath();
  context.moveTo(x1, y1);
  if (Math.abs(x2 - x1) < 12) context.bezierCurveTo(x1 - 9, y1 + 4, x2 - 12, y2, x2 - 1, y2);
  else context.bezierCurveTo((x1 + x2) / 2, y1, (x1 + x2) / 2, y2, x2 - 1, y2);
  context.stroke();
  context.beginPath();
  context.moveTo(x2, y2);
  context.lineTo(x2 - 5, y2 - 3);
  context.lineTo(x2 - 5, y2 + 3);
  context.fill();
  context.globalAlpha = 1;
  return true;
}

function middleOf(timeline, scene, span) {
  const lane = span?.lane;
  if (!lane || lane.isHidden) return null;
  return timeline.top - scene.scroll + rowTop(lane, span.row) + (ROW - 3) / 2;
}
