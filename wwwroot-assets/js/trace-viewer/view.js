// The stretch of time that is shown.

const NARROWEST = 2; // microseconds

/** A window on time; tells when it moves. */
export class TimeView {
  begin = 0;
  end = 1;
  #first = 0;
  #last = 1;
  #moved;

  /** @param {() => void} moved hears of every change */
  constructor(moved) {
    this.#moved = moved;
  }

  get span() {
    return this.end - this.begin;
  }

  get isWhole() {
    return this.begin <= this.#first && this.end >= this.#last;
  }

  /** True if the end of the trace is in sight. */
  get showsEnd() {
    return this.end >= this.#last - this.span * 0.001;
  }

  /** Sets how far the trace reaches. What is shown stays, unless all of it is shown or its end is followed. */
  setBounds(first, last, follow = false) {
    const wasWhole = this.isWhole, followed = follow && this.showsEnd; // whoever looks elsewhere is not moved
    const length = Math.max(NARROWEST, last - first);
    const shift = last - this.#last;
    this.#first = first;
    this.#last = first + length;
    if (wasWhole) this.fit();
    else if (followed && shift > 0) this.show(this.begin + shift, this.end + shift);
    else this.#moved();
  }

  fit() {
    const margin = (this.#last - this.#first) * 0.01;
    this.begin = this.#first - margin;
    this.end = this.#last + margin;
    this.#moved();
  }

  show(begin, end) {
    const longest = (this.#last - this.#first) * 1.02;
    const length = Math.min(Math.max(NARROWEST, end - begin), longest);
    let from = (begin + end - length) / 2;
    from = Math.min(Math.max(from, this.#first - length * 0.5), this.#last - length * 0.5);
    this.begin = from;
    this.end = from + length;
    this.#moved();
  }

  /** Zooms so that a time stays where it is; a factor below one shows less. */
  zoom(factor, at = (this.begin + this.end) / 2) {
    const longest = (this.#last - this.#first) * 1.02;
    if (this.span * factor >= longest) return this.fit();
    const length = Math.max(NARROWEST, this.span * factor);
    const part = (at - this.begin) / this.span;
    this.show(at - part * length, at - part * length + length);
  }

  pan(time) {
    this.show(this.begin + time, this.end + time);
  }

  /** Makes a span visible, with what is around it. */
  reveal(begin, end) {
    const length = end - begin;
    if (begin >= this.begin && end <= this.end && length > this.span * 0.005) return;
    if (length > this.span * 0.005 && length < this.span) this.show((begin + end - this.span) / 2, (begin + end + this.span) / 2);
    else this.focus(begin, end);
  }

  /** Zooms to a span. */
  focus(begin, end) {
    const margin = Math.max(1, (end - begin) * 0.15);
    this.show(begin - margin, end + margin);
  }
}
