// Where a trace comes from: the daemon, once or again and again while a run lasts, or a file of the visitor.

import { EventReader, NoTraceError } from "./events.js";
import { TraceModel } from "./model.js";
import { bytes } from "./words.js";

const BETWEEN_LOOKS = 1000; // milliseconds

/** A file is read up to so many bytes, unpacked: a few packed kilobytes can become more than a browser has room for. */
export const MOST_BYTES = 1024 * 1024 * 1024;

/**
 * Reads a file somebody dropped or chose; one that ends in `.gz` is unpacked.
 * @param {File} file
 * @param {(part: number) => void} progress hears which part of the file was read
 * @param {number} most bytes, unpacked
 */
export async function readFile(file, progress = () => {}, most = MOST_BYTES) {
  const isPacked = /\.gz$/i.test(file.name);
  const trace = newTrace();
  let read = 0;
  const counted = new TransformStream({
    transform(piece, on) {
      read += piece.byteLength;
      on.enqueue(piece);
    },
  });
  const raw = file.stream().pipeThrough(counted);
  await readInto(trace, isPacked ? raw.pipeThrough(new DecompressionStream("gzip")) : raw, done => {
    if (done > most) throw new NoTraceError(`${isPacked ? "Unpacked, it is" : "It is"} larger than ${bytes(most)}; cut out the part you want to see.`);
    progress(file.size > 0 ? Math.min(1, read / file.size) : 1);
  });
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
    progress(done);
    trace.reader.push(decoder.decode(piece, { stream: true }), event => trace.model.add(event));
  }
  trace.reader.push(decoder.decode(), event => trace.model.add(event));
}

// Whoever stops in the middle needs no more: what is still to be unpacked is not.
async function* pieces(stream) {
  if (!stream) return;
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
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
