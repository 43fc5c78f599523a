// Where a trace comes from: the daemon, once or again and again while a run lasts, or a file of the visitor.

import { EventReader, NoTraceError } from "./events.js";
import { TraceModel } from "./model.js";

const BETWEEN_LOOKS = 1000; // milliseconds

/** Reads a file somebody dropped or chose; one that ends in `.gz` is unpacked. */
export async function readFile(file, progress = () => {}) {
  const bytes = /\.gz$/i.test(file.name) ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
  const trace = newTrace();
  await readInto(trace, bytes, done => progress(file.size > 0 ? done / file.size : 1));
  trace.reader.end();
  trace.model.settle();
  if (trace.model.isEmpty) throw new NoTraceError("There are events in this file, but none with a duration.");
  return trace;
}

/** A run of the daemon: read whole at first, then what was added since. */
export class DaemonTrace {
  #address;
  #offset = 0;
  #decoder = new TextDecoder();

  /** @param {string} address where the file is */
  constructor(address) {
    this.#address = address;
    Object.assign(this, newTrace());
    /** True while the daemon still writes. */
    this.isRecording = true;
  }

  /**
   * Reads what is new.
   * @returns {Promise<boolean>} true if there was something
   */
  async look(cancel) {
    const separator = this.#address.includes("?") ? "&" : "?";
    const answer = await fetch(`${this.#address}${separator}offset=${this.#offset}`, { signal: cancel, headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) throw new Error(await refusal(answer));
    const now = Number(answer.headers.get("Zrepl-Recording"));
    this.isRecording = now > 0;
    let hasMore = false;
    for await (const piece of pieces(answer.body)) {
      this.#offset += piece.byteLength;
      hasMore = true;
      this.reader.push(this.#decoder.decode(piece, { stream: true }), event => this.model.add(event));
    }
    if (hasMore || this.isRecording) this.model.settle(this.isRecording ? now : undefined);
    return hasMore;
  }

  /** Looks again and again until the daemon has written the end. Failures to reach it are told and tried again. */
  async follow(cancel, changed, failed) {
    while (this.isRecording && !cancel.aborted) {
      await pause(BETWEEN_LOOKS, cancel);
      if (cancel.aborted) return;
      if (document.hidden) continue;
      try {
        await this.look(cancel);
        changed();
      } catch (failure) {
        if (cancel.aborted) return;
        failed(failure);
      }
    }
  }
}

function newTrace() {
  return { reader: new EventReader(), model: new TraceModel() };
}

async function readInto(trace, stream, progress) {
  const decoder = new TextDecoder();
  let done = 0;
  for await (const piece of pieces(stream)) {
    done += piece.byteLength;
    trace.reader.push(decoder.decode(piece, { stream: true }), event => trace.model.add(event));
    progress(done);
  }
  trace.reader.push(decoder.decode(), event => trace.model.add(event));
}

async function* pieces(stream) {
  if (!stream) return;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

async function refusal(answer) {
  try {
    const problem = await answer.json();
    return [problem.title, problem.detail].filter(Boolean).join(": ");
  } catch {
    return `The daemon answered with status ${answer.status}.`;
  }
}

function pause(milliseconds, cancel) {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      cancel.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    cancel.addEventListener("abort", end);
  });
}
