// What was searched for: which spans fit, and which of them one looks at.

import { search } from "./search.js";
import { grouped } from "./words.js";

/** The search field, the box "errors only", and what they found. */
export class Finder {
  /** What was found, by begin; null if nothing is looked for. */
  found = null;
  #parts;
  #at = -1;

  /** @param {object} parts of the frame */
  constructor(parts) {
    this.#parts = parts;
  }

  get isAsking() {
    return this.#parts.search.value.trim() !== "" || this.#parts.errors.checked;
  }

  /** Looks for what the fields ask for. */
  ask(model) {
    this.#show(this.isAsking ? search(model, this.#parts.search.value, this.#parts.errors.checked) : null);
  }

  /** Takes spans that were found in another way. */
  take(spans) {
    this.#parts.search.value = "";
    this.#parts.errors.checked = false;
    this.#show(spans);
  }

  /** Looks for nothing any more. */
  clear() {
    this.take(null);
  }

  /** The next one found, or the one before; null if there is none. */
  step(by) {
    const found = this.found ?? [];
    if (found.length === 0) return null;
    this.#at = this.#at < 0 ? (by > 0 ? 0 : found.length - 1) : (this.#at + by + found.length) % found.length;
    this.#parts.found.textContent = `${grouped(this.#at + 1)} of ${grouped(found.length)}`;
    return found[this.#at];
  }

  #show(found) {
    this.found = found;
    this.#at = -1;
    this.#parts.found.textContent = found === null ? "" : found.length === 0 ? "nothing found" : `${grouped(found.length)} found`;
  }
}
