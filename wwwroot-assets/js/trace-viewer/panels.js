// The tabs below the lanes, and the bar between the two.

/** Shows one panel at a time; a hidden one costs nothing. */
export class Panels {
  #parts;
  #show;
  #about;
  #open = "where";
  #isOpened = false;

  /**
   * @param {object} parts of the frame
   * @param {Record<string, (about: object) => void>} show fills a panel
   * @param {() => object} about what the panels show
   * @param {AbortSignal} ended
   */
  constructor(parts, show, about, ended) {
    this.#parts = parts;
    this.#show = show;
    this.#about = about;
    parts.tabs.addEventListener("click", event => {
      const tab = event.target.closest("[role=tab]");
      if (tab) this.open(tab.dataset.tab);
    }, { signal: ended });
    parts.tabs.addEventListener("keydown", event => this.#walk(event), { signal: ended });
    this.#listenToSeparator(ended);
    this.#mark();
  }

  /** False until something was opened since {@link clear}. */
  get isOpened() {
    return this.#isOpened;
  }

  /** Empties them for another trace. */
  clear() {
    this.#isOpened = false;
    for (const panel of Object.values(this.#parts.panels)) panel.replaceChildren();
  }

  open(name) {
    this.#isOpened = true;
    this.#open = name;
    this.#mark();
    this.#show[name](this.#about());
  }

  /** Fills the open panel anew, unless somebody is in it with the keyboard. */
  refresh() {
    if (!this.#isOpened) return;
    const panel = this.#parts.panels[this.#open];
    if (panel.contains(document.activeElement) && panel !== document.activeElement) return;
    const { scrollTop } = panel;
    this.#show[this.#open](this.#about());
    panel.scrollTop = scrollTop;
  }

  #mark() {
    for (const tab of this.#parts.tabs.children) {
      const isOpen = tab.dataset.tab === this.#open;
      tab.setAttribute("aria-selected", String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
      this.#parts.panels[tab.dataset.tab].hidden = !isOpen;
    }
  }

  #walk(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    const tabs = [...this.#parts.tabs.children];
    const next = tabs[(tabs.findIndex(tab => tab.dataset.tab === this.#open) + by + tabs.length) % tabs.length];
    event.preventDefault();
    this.open(next.dataset.tab);
    next.focus();
  }

  #listenToSeparator(ended) {
    const { separator, bottom, content } = this.#parts;
    const set = height => {
      const most = content.clientHeight - 160;
      const size = Math.round(Math.max(80, Math.min(height, most)));
      content.style.setProperty("--trace-bottom", `${size}px`);
      separator.setAttribute("aria-valuenow", String(Math.round((1 - size / Math.max(1, content.clientHeight)) * 100)));
    };
    separator.setAttribute("aria-valuenow", "60");
    separator.addEventListener("pointerdown", event => separator.setPointerCapture(event.pointerId), { signal: ended });
    separator.addEventListener("pointermove", event => {
      if (separator.hasPointerCapture(event.pointerId)) set(content.getBoundingClientRect().bottom - event.clientY);
    }, { signal: ended });
    separator.addEventListener("keydown", event => {
      const by = { ArrowUp: 24, ArrowDown: -24 }[event.key];
      if (!by) return;
      event.preventDefault();
      set(bottom.clientHeight + by);
    }, { signal: ended });
  }
}
