// Keys, wheel, mouse and touch on the lanes.

const STEP = 0.12, ZOOM = 1.18;

/**
 * @param {HTMLElement} surface receives wheel and pointer
 * @param {object} on timeAt(x), view, scrollBy(dy), press(x, y), hover(x, y), leave(), range(begin, end, done), gutter(), zoomTo(x, y)
 * @param {AbortSignal} ended
 */
export function listenToPointer(surface, on, ended) {
  const pointers = new Map();
  let drag = null, pinch = null;
  const place = event => {
    const box = surface.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  surface.addEventListener("wheel", event => {
    const { x } = place(event);
    if (x < on.gutter() && !event.ctrlKey) return; // over the names it scrolls
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 100 : 1;
    const dx = event.deltaX * unit, dy = event.deltaY * unit;
    if (event.shiftKey && dx === 0) on.view.pan((dy / surface.clientWidth) * on.view.span);
    else if (Math.abs(dx) > Math.abs(dy)) on.view.pan((dx / surface.clientWidth) * on.view.span);
    else on.view.zoom(Math.exp(Math.max(-120, Math.min(120, dy)) * (event.ctrlKey ? 0.01 : 0.003)), on.timeAt(x));
  }, { passive: false, signal: ended });

  surface.addEventListener("pointerdown", event => {
    if (event.button !== 0) return;
    const at = place(event);
    pointers.set(event.pointerId, at);
    surface.setPointerCapture(event.pointerId);
    if (pointers.size === 2) {
      drag = null;
      pinch = pinchOf(pointers);
    } else drag = { ...at, begin: on.view.begin, end: on.view.end, last: at, hasMoved: false, selects: event.shiftKey, from: on.timeAt(at.x) };
  }, { signal: ended });

  surface.addEventListener("pointermove", event => {
    const at = place(event);
    if (!pointers.has(event.pointerId)) {
      on.hover(at.x, at.y);
      return;
    }
    pointers.set(event.pointerId, at);
    if (pinch && pointers.size === 2) {
      const now = pinchOf(pointers);
      on.view.zoom(pinch.distance / Math.max(1, now.distance), on.timeAt(now.x));
      on.view.pan(((pinch.x - now.x) / surface.clientWidth) * on.view.span);
      on.scrollBy(pinch.y - now.y);
      pinch = now;
    } else if (drag) move(drag, at);
  }, { signal: ended });

  function move(dragged, at) {
    if (!dragged.hasMoved && Math.hypot(at.x - dragged.x, at.y - dragged.y) < 4) return;
    dragged.hasMoved = true;
    if (dragged.selects) on.range(dragged.from, on.timeAt(at.x), false);
    else {
      const shift = ((at.x - dragged.x) / (surface.clientWidth - on.gutter())) * (dragged.end - dragged.begin);
      on.view.show(dragged.begin - shift, dragged.end - shift);
      on.scrollBy(dragged.last.y - at.y);
    }
    dragged.last = at;
  }

  const release = event => {
    if (!pointers.delete(event.pointerId)) return;
    if (pinch) {
      if (pointers.size < 2) pinch = null;
      return;
    }
    const ending = drag;
    drag = null;
    if (!ending || event.type === "pointercancel") return;
    const at = place(event);
    if (!ending.hasMoved) on.press(at.x, at.y);
    else if (ending.selects) on.range(ending.from, on.timeAt(at.x), true);
  };
  surface.addEventListener("pointerup", release, { signal: ended });
  surface.addEventListener("pointercancel", release, { signal: ended });
  surface.addEventListener("pointerleave", () => on.leave(), { signal: ended });
  surface.addEventListener("dblclick", event => {
    const at = place(event);
    on.zoomTo(at.x, at.y);
  }, { signal: ended });
}

function pinchOf(pointers) {
  const [a, b] = [...pointers.values()];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, distance: Math.hypot(a.x - b.x, a.y - b.y) };
}

/** What keys do, wherever the focus is on the page, except in fields and dialogs. Held keys move with every frame. */
export class Keys {
  #held = new Map();
  #view;
  #frame = 0;
  #last = 0;

  /**
   * @param {import("./view.js").TimeView} view
   * @param {Record<string, (event: KeyboardEvent) => void>} actions by key, as `event.key`
   * @param {() => boolean} isOn false while the lanes are not in sight
   * @param {HTMLElement} surface arrows and Enter count only here
   * @param {AbortSignal} ended
   */
  constructor(view, actions, isOn, surface, ended) {
    this.#view = view;
    document.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey || !isOn()) return;
      if (event.key === "Escape" ? event.target.closest("[role=dialog]") : event.target.closest("input, textarea, select, [contenteditable=true], [role=dialog]")) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const isLocal = key.startsWith("Arrow") || ["Enter", "Home", "End", " "].includes(key);
      if (isLocal && event.target !== surface) return;
      if (MOVES[key]) this.#hold(key, event);
      else if (actions[key]) actions[key](event);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }, { capture: true, signal: ended });
    document.addEventListener("keyup", event => this.#held.delete(event.key.toLowerCase()), { signal: ended });
    window.addEventListener("blur", () => this.#held.clear(), { signal: ended });
    ended.addEventListener("abort", () => cancelAnimationFrame(this.#frame));
  }

  #hold(key, event) {
    if (event.repeat && this.#held.has(key)) return;
    MOVES[key](this.#view, 1);
    this.#held.set(key, performance.now());
    if (this.#held.size > 1 || this.#frame !== 0) return;
    this.#last = performance.now();
    this.#frame = requestAnimationFrame(now => this.#step(now));
  }

  // A touch of a key is one step; held, it glides.
  #step(now) {
    const frames = Math.min(5, (now - this.#last) / 120);
    this.#last = now;
    for (const [key, since] of this.#held) if (now - since > 180) MOVES[key](this.#view, frames);
    this.#frame = this.#held.size > 0 ? requestAnimationFrame(next => this.#step(next)) : 0;
  }
}

const MOVES = {
  w: (view, amount) => view.zoom(ZOOM ** -amount),
  s: (view, amount) => view.zoom(ZOOM ** amount),
  a: (view, amount) => view.pan(-STEP * amount * view.span),
  d: (view, amount) => view.pan(STEP * amount * view.span),
};
