// Puts the viewer into a page: a run of the daemon, followed while it lasts, or a file of the visitor.

import { identify } from "./comparePanel.js";
import { NoTraceError } from "./events.js";
import { DaemonTrace, readFile } from "./source.js";
import { Viewer } from "./viewer.js";
import { count } from "./words.js";

const BETWEEN_FRAMES = 250; // milliseconds, while a run lasts

/**
 * @param {HTMLElement} host
 * @param {object} options source: address of a trace, or empty; fileName of downloads; select: ids of a span to begin with
 * @returns {{close: () => void}}
 */
export function mount(host, options) {
  const stay = new AbortController();
  let stop = new AbortController();
  const viewer = new Viewer(host, {
    hasLogs: Boolean(options.source), fileName: options.fileName || "trace",
    opened: file => {
      stop.abort();
      stop = new AbortController();
      openFile(viewer, file);
    },
  });
  host.traceViewer = viewer;
  if (options.source) openRun(viewer, options, stop.signal);
  else viewer.say("Drop a trace file here, or choose one with “Open a file”. Chrome's format in every form: a list or an object, whole or cut off, also packed (.gz). It stays in this browser.");
  return {
    close() {
      stay.abort();
      stop.abort();
      viewer.dispose();
      delete host.traceViewer;
    },
  };
}

async function openFile(viewer, file) {
  viewer.say(`Reading ${file.name}…`);
  try {
    const trace = await readFile(file, part => viewer.say(`Reading ${file.name}, ${Math.round(part * 100)} %…`));
    viewer.open(trace.model, { fileName: file.name.replace(/(\.trace)?(\.json)?(\.gz)?$/i, ""), hasLogs: false });
    viewer.sayState([file.name, viewer.sentence, ...oddities(trace)].join(" · "));
  } catch (failure) {
    viewer.say(`${file.name} cannot be shown. ${failure instanceof NoTraceError ? failure.message : `It cannot be read: ${failure.message}`}`, true);
  }
}

function oddities({ reader, model }) {
  return [
    ...(reader.isCutOff ? ["cut off at its end"] : []),
    ...(reader.broken > 0 ? [`${reader.broken} broken events left out`] : []),
    ...(model.skipped > 0 ? [`${count(model.skipped, "event")} of no thread or time left out`] : []),
    ...(model.unmatchedEnds > 0 ? [`${model.unmatchedEnds} ends without a begin`] : []),
    ...new Set(model.notes.map(note => note.name).filter(name => /^(dropped|recording stopped)/.test(name))),
  ];
}

async function openRun(viewer, options, stop) {
  const trace = new DaemonTrace(options.source);
  viewer.say("Reading the trace…");
  try {
    await trace.look(stop);
    while (trace.model.isEmpty && trace.isRecording) {
      viewer.say("The run has just begun…");
      await new Promise(resolve => setTimeout(resolve, BETWEEN_FRAMES));
      await trace.look(stop);
    }
    if (trace.model.isEmpty) {
      viewer.say("There is nothing in this trace: the daemon ended before the first event was written.");
      return;
    }
  } catch (failure) {
    if (!stop.aborted) viewer.say(`The trace cannot be shown. ${failure.message}`, true);
    return;
  }
  viewer.open(trace.model, { isRecording: trace.isRecording, identity: identify(options.source) });
  const tell = () => viewer.sayState([...(trace.isRecording ? ["recording"] : []), viewer.sentence, ...oddities({ reader: trace.isRecording ? { broken: 0 } : trace.reader, model: trace.model })].join(" · "));
  tell();
  if (options.select && !viewer.selectByIds(options.select)) viewer.sayState("The span of that log line is not in this trace: it was written outside of the run, or its events were dropped.");
  if (!trace.isRecording) return;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    viewer.advance((now - last) * 1000);
    last = now;
  }, BETWEEN_FRAMES);
  stop.addEventListener("abort", () => clearInterval(timer));
  await trace.follow(stop, () => {
    last = performance.now();
    viewer.refresh(trace.isRecording);
    tell();
  }, failure => viewer.sayState(`The daemon cannot be reached; trying again. ${failure.message}`));
  clearInterval(timer);
}
