// Reads the events of a chrome trace piece by piece: the array form, the object form with "traceEvents", and files that break off anywhere.

// Longer is no event, and what would be searched again with each piece.
const LONGEST_EVENT = 16 * 1024 * 1024, LONGEST_HEAD = 64 * 1024 * 1024; // characters

const QUOTE = 34, COMMA = 44, OPEN_LIST = 91, BACKSLASH = 92, CLOSE_LIST = 93, OPEN = 123, CLOSE = 125;

/** What is no trace at all. The message is for people. */
export class NoTraceError extends Error {}

/** Takes text as it comes and hands on whole events. */
export class EventReader {
  #rest = "";
  #isInList = false;
  #isOver = false;

  /** Events whose text was no JSON; they are left out. */
  broken = 0;

  /** True while the last event is incomplete: the file was cut off, or goes on. */
  get isCutOff() {
    return !this.#isOver && /[^\s,]/.test(this.#rest);
  }

  /**
   * @param {string} text the next piece
   * @param {(event: object) => void} found hears of each event
   */
  push(text, found) {
    if (this.#isOver) return;
    this.#rest += text;
    let at = this.#isInList ? 0 : this.#findList();
    if (at < 0) {
      if (this.#rest.length > LONGEST_HEAD) throw new NoTraceError("There is no list of trace events in the first 64 MiB of this file.");
      return;
    }
    this.#isInList = true;
    at = this.#readEvents(at, found);
    this.#rest = this.#rest.slice(at);
    if (this.#rest.length > LONGEST_EVENT) throw new NoTraceError("An event of this file is longer than 16 MiB.");
  }

  /** Says that nothing more comes. */
  end() {
    if (!this.#isInList) throw new NoTraceError(this.#rest.trim() === "" ? "The file is empty." : "There is no list of trace events in this file.");
  }

  // Where the first event may be; -1: not seen yet.
  #findList() {
    const text = this.#rest;
    const first = text.search(/[^\s\uFEFF]/);
    if (first < 0) return -1;
    if (text.charCodeAt(first) === OPEN_LIST) return first + 1;
    if (text.charCodeAt(first) !== OPEN) throw new NoTraceError("This is not a chrome trace: it is neither a JSON list nor a JSON object.");
    const list = /"traceEvents"\s*:\s*\[/.exec(text);
    return list ? list.index + list[0].length : -1;
  }

  // Returns how far the text was understood.
  #readEvents(from, found) {
    const text = this.#rest;
    const length = text.length;
    let at = this.#readLines(from, found);
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code === OPEN) {
        const end = endOfObject(text, at);
        if (end < 0) return at;
        this.#hand(text.slice(at, end), found);
        at = end;
      } else if (code === CLOSE_LIST) {
        this.#isOver = true;
        return length;
      } else if (code === COMMA || code <= 32) at++;
      else throw new NoTraceError("This is not a chrome trace: the list holds something else than events.");
    }
    return at;
  }

  // Most files have an event per line: then a whole piece is parsed at once, which is several times faster. What that does not understand
  // is left to the slower way, so this never has to be right about more than it understood.
  #readLines(from, found) {
    const cut = this.#rest.lastIndexOf("}\n");
    if (cut < from) return from;
    const piece = this.#rest.slice(from, cut + 1).replace(/^[\s,]+/, "");
    let events;
    try {
      events = JSON.parse(`[${piece}]`);
    } catch {
      return from;
    }
    if (!events.every(event => event !== null && typeof event === "object" && !Array.isArray(event))) return from;
    for (const event of events) found(event);
    return cut + 1;
  }

  #hand(text, found) {
    let event;
    try {
      event = JSON.parse(text);
    } catch {
      this.broken++;
      return;
    }
    found(event);
  }
}

// The index behind the object that begins at an index; -1 if its end is missing.
function endOfObject(text, from) {
  const length = text.length;
  let depth = 0;
  for (let at = from; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return -1;
    } else if (code === OPEN) depth++;
    else if (code === CLOSE && --depth === 0) return at + 1;
  }
  return -1;
}

// The index of the closing quote; -1 if it is missing.
function endOfString(text, from) {
  let at = from;
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return -1;
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at;
  }
}
