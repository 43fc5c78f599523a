// The viewer: holds one trace and everything that shows it together.

import { ComparePanel } from "./comparePanel.js";
import { criticalPath, mainSpan } from "./critical.js";
import { showCritical } from "./criticalPanel.js";
import { seriesOf } from "./counters.js";
import { showDetails } from "./details.js";
import { element, fill, fitCanvas } from "./dom.js";
import { save, toChrome, toOtlp } from "./export.js";
import { listenToFiles } from "./files.js";
import { Finder } from "./finder.js";
import { FlamePanel } from "./flamePanel.js";
import { buildFrame } from "./frame.js";
import { Keys, listenToPointer } from "./input.js";
import { groupName, shortName } from "./kinds.js";
import { Layout, ROW, rowTop } from "./layout.js";
import { Overview } from "./overview.js";
import { readPalette, watchTheme } from "./palette.js";
import { Panels } from "./panels.js";
import { neighbour } from "./steps.js";
import { computeSelf } from "./summary.js";
import { TablePanel } from "./table.js";
import { Timeline } from "./timeline.js";
import { TimeView } from "./view.js";
import { WherePanel } from "./where.js";
import { count, duration } from "./words.js";

/** Shows a trace inside an element. */
export class Viewer {
  #host;
  #options;
  #parts = buildFrame();
  #ended = new AbortController();
  #view = new TimeView(() => this.#redraw());
  #timeline;
  #overview;
  #panels;
  #compare;
  #palette;
  #model = null;
  #layout = null;
  #closed = new Set();
  #main = null;
  #critical = null;
  #selfVersion = -1;
  #finder = new Finder(this.#parts);
  #frame = 0;
  #follows = true;
  #isRecording = false;
  #fileName;

  /**
   * @param {HTMLElement} host
   * @param {object} options hasLogs: spans lead to the log of this daemon; fileName of downloads; opened(file) when somebody gives a file
   */
  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    this.#fileName = options.fileName ?? "trace";
    const parts = this.#parts;
    fill(host, parts.bar, parts.message, parts.content, parts.tip, parts.live);
    this.#timeline = new Timeline(parts.canvas);
    this.#overview = new Overview(parts.overview, this.#view);
    this.#palette = readPalette(host);
    const ways = {
      select: span => this.select(span, true), focus: span => this.focus(span), sameName: span => this.markGroup(groupName(span.name)), group: name => this.markGroup(name),
    };
    const where = new WherePanel(parts.panels.where, ways), table = new TablePanel(parts.panels.table, ways), flame = new FlamePanel(parts.panels.flame, ways);
    this.#compare = new ComparePanel(parts.panels.compare, ways, this.#ended.signal);
    this.#panels = new Panels(parts, {
      where: about => where.show(about), details: about => showDetails(parts.panels.details, about.selected, about, ways),
      critical: about => showCritical(parts.panels.critical, about.critical, about.model, ways), flame: about => flame.show(about), table: about => table.show(about), compare: about => this.#compare.show(about),
    }, () => this.#about(), this.#ended.signal);
    this.#listen();
    this.say("");
    this.#showContent(false);
  }

  /** The stretch of time that is shown. */
  get view() {
    return this.#view;
  }

  get model() {
    return this.#model;
  }

  get selected() {
    return this.#timeline.selected;
  }

  /** Ends everything that listens. */
  dispose() {
    this.#ended.abort();
    cancelAnimationFrame(this.#frame);
    fill(this.#host);
  }

  /** Says something instead of the trace; an empty text says nothing. */
  say(text, isFailure = false, ...more) {
    fill(this.#parts.message, text !== "" && element("p", { class: isFailure ? "trace-error" : "muted", role: isFailure ? "alert" : null }, text), more);
    this.#parts.message.hidden = text === "";
  }

  /** A word about the state beside the buttons. */
  sayState(text) {
    this.#parts.state.textContent = text;
  }

  /** Shows a trace from its begin. */
  open(model, { isRecording = false, fileName = this.#fileName, hasLogs = this.#options.hasLogs, identity = null } = {}) {
    this.#compare.self = identity;
    this.#model = model;
    this.#fileName = fileName;
    this.#options = { ...this.#options, hasLogs };
    this.#closed.clear();
    this.#timeline.selected = this.#timeline.hovered = this.#timeline.hits = this.#timeline.range = null;
    this.#timeline.critical = null;
    this.#finder.clear();
    this.#follows = true;
    this.say("");
    this.#showContent(true);
    this.#panels.clear();
    this.refresh(isRecording, false);
    this.#view.fit();
    requestAnimationFrame(() => setTimeout(() => {
      if (this.#model === model && !this.#panels.isOpened) this.#panels.open("where");
    })); // the lanes first
  }

  /** Shows what was added to the trace; what is looked at stays where it is. */
  refresh(isRecording, fillsPanels = true) {
    this.#isRecording = isRecording;
    this.#layout = new Layout(this.#model, this.#closed, this.#timeline.head);
    this.#main = mainSpan(this.#model);
    this.#critical = null;
    this.#timeline.series = seriesOf(this.#model);
    this.#parts.spacer.style.height = `${this.#layout.height + this.#timeline.top}px`;
    this.#parts.follow.hidden = !isRecording;
    if (this.#timeline.critical) this.#timeline.critical = this.#path();
    this.#view.setBounds(this.#model.begin, this.#model.horizon, isRecording && this.#follows);
    if (this.#finder.isAsking) this.#search(false);
    else if (fillsPanels) this.#panels.refresh();
    this.#redraw();
  }

  /** Moves the end of what lasts, between two looks at the file. */
  advance(microseconds) {
    if (!this.#isRecording || !this.#model) return;
    this.#model.horizon += microseconds;
    this.#view.setBounds(this.#model.begin, this.#model.horizon, this.#follows);
  }

  /** Chooses a span, or nothing; `reveals` moves to it. */
  select(span, reveals = false) {
    this.#timeline.selected = span;
    if (span) {
      if (reveals) this.reveal(span);
      this.#parts.live.textContent = `${shortName(span.name)}, ${duration(this.#model.durationOf(span))}, in ${span.lane.label}${span.error ? `, failed: ${span.error}` : ""}`;
      this.#panels.open("details");
    } else this.#panels.refresh();
    this.#redraw();
  }

  /** Chooses the span of a log line: by the ids around it, else by the last of them. */
  selectByIds(path) {
    const last = path.split(/[.$]/).at(-1);
    const { spans } = this.#model;
    const span = spans.find(candidate => candidate.args.path === path) ?? spans.find(candidate => candidate.args.stack === path) ?? spans.find(candidate => candidate.args.id === last);
    if (!span) return false;
    const shown = span.row === -1 ? span.children.find(child => child.track === span.track) ?? span : span;
    this.select(shown, true);
    this.focus(shown);
    return true;
  }

  /** Zooms to a span. */
  focus(span) {
    this.#openLanesAround(span);
    this.#scrollTo(span);
    this.#view.focus(span.begin, this.#model.endOf(span));
  }

  /** Makes a span visible. */
  reveal(span) {
    this.#openLanesAround(span);
    this.#scrollTo(span);
    this.#view.reveal(span.begin, this.#model.endOf(span));
  }

  /** Marks all spans of a group of the summary. */
  markGroup(name) {
    this.#finder.take(this.#model.spans.filter(span => span.row !== -1 && groupName(span.name) === name).sort((a, b) => a.begin - b.begin));
    this.#showFound();
  }

  #about() {
    if (this.#selfVersion !== this.#model.version || this.#isRecording) {
      computeSelf(this.#model);
      this.#selfVersion = this.#model.version;
    }
    const range = this.#timeline.range;
    return {
      model: this.#model, main: this.#main, selected: this.#timeline.selected, hasLogs: this.#options.hasLogs, critical: this.#path(), palette: this.#palette,
      hits: this.#finder.found, range: range && { begin: Math.min(range.begin, range.end), end: Math.max(range.begin, range.end) },
    };
  }

  #path() {
    this.#critical ??= this.#main ? criticalPath(this.#main, this.#model) : [];
    return this.#critical;
  }

  #showContent(isShown) {
    this.#parts.content.hidden = !isShown;
    for (const part of ["search", "previous", "next", "errors", "fit", "path", "chrome", "otlp"]) this.#parts[part].disabled = !isShown;
  }

  #listen() {
    const parts = this.#parts, ended = this.#ended.signal;
    listenToPointer(parts.surface, {
      view: this.#view, timeAt: x => this.#timeline.timeAt(x, this.#view), gutter: () => this.#timeline.gutter, scrollBy: by => { parts.scroll.scrollTop += by; },
      press: (x, y) => this.#press(x, y), hover: (x, y) => this.#hover(x, y), leave: () => this.#hover(-1, -1), zoomTo: (x, y) => this.#zoomTo(x, y),
      range: (begin, end, isDone) => this.#chooseRange(begin, end, isDone),
    }, ended);
    new Keys(this.#view, {
      f: () => this.#view.fit(), "/": () => parts.search.focus(), n: () => this.#step(1), p: () => this.#step(-1), c: () => this.#togglePath(), Escape: () => this.#escape(),
      z: () => this.selected && this.focus(this.selected), Enter: () => this.selected && this.focus(this.selected), " ": () => this.selected && this.focus(this.selected),
      ArrowLeft: () => this.#walk("previous"), ArrowRight: () => this.#walk("next"), ArrowUp: () => this.#walk("out"), ArrowDown: () => this.#walk("in"),
      Home: () => this.#walk("first"), End: () => this.#walk("last"),
    }, () => this.#model !== null && !parts.content.hidden, parts.surface, ended);
    parts.scroll.addEventListener("scroll", () => this.#redraw(), { signal: ended });
    parts.search.addEventListener("input", () => this.#search(true), { signal: ended });
    parts.search.addEventListener("keydown", event => { if (event.key === "Enter") this.#step(event.shiftKey ? -1 : 1); }, { signal: ended });
    parts.errors.addEventListener("change", () => this.#search(true), { signal: ended });
    parts.next.addEventListener("click", () => this.#step(1));
    parts.previous.addEventListener("click", () => this.#step(-1));
    parts.fit.addEventListener("click", () => this.#view.fit());
    parts.path.addEventListener("click", () => this.#togglePath());
    parts.follow.addEventListener("click", () => this.#setFollow(!this.#follows));
    parts.chrome.addEventListener("click", () => save(toChrome(this.#model), `${this.#fileName}.chrome.json`));
    parts.otlp.addEventListener("click", () => save(toOtlp(this.#model), `${this.#fileName}.otlp.json`));
    listenToFiles(this.#host, parts.file, file => this.#options.opened?.(file), ended);
    const sizes = new ResizeObserver(() => {
      if (this.#layout && this.#layout.head !== this.#timeline.head) this.refresh(this.#isRecording);
      this.#redraw();
    });
    sizes.observe(parts.scroll);
    ended.addEventListener("abort", () => sizes.disconnect());
    const stopTheme = watchTheme(() => {
      this.#palette = readPalette(this.#host);
      this.#panels.refresh();
      this.#redraw();
    });
    ended.addEventListener("abort", stopTheme);
  }

  get #scene() {
    return { model: this.#model, layout: this.#layout, view: this.#view, scroll: this.#parts.scroll.scrollTop, palette: this.#palette };
  }

  #redraw() {
    if (this.#frame !== 0 || !this.#model || !this.#layout) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.draw();
    });
  }

  /** Draws now. */
  draw() {
    if (!this.#model || this.#parts.content.hidden) return;
    fitCanvas(this.#parts.canvas);
    fitCanvas(this.#parts.overview);
    this.#timeline.draw(this.#scene);
    this.#overview.draw(this.#scene);
  }

  #press(x, y) {
    const { lane, span } = this.#timeline.at(x, y, this.#scene);
    if (span) this.select(span);
    else if (lane && x < this.#timeline.gutter && lane.lanes.length > 0) this.#toggleLane(lane);
    else this.select(null);
    this.#parts.surface.focus({ preventScroll: true });
  }

  #toggleLane(lane) {
    if (!this.#closed.delete(lane.key)) this.#closed.add(lane.key);
    this.refresh(this.#isRecording);
  }

  #openLanesAround(span) {
    let hasChanged = false;
    for (let lane = span.lane?.around; lane?.around; lane = lane.around) hasChanged = this.#closed.delete(lane.key) || hasChanged;
    if (hasChanged) this.refresh(this.#isRecording);
  }

  #scrollTo(span) {
    const { scroll } = this.#parts;
    const top = rowTop(span.lane, span.row), room = this.#timeline.height - this.#timeline.top;
    if (top < scroll.scrollTop + ROW || top + ROW * 2 > scroll.scrollTop + room) scroll.scrollTop = top - room / 3;
  }

  #hover(x, y) {
    if (!this.#model || !this.#layout) return;
    const { span } = x < 0 ? {} : this.#timeline.at(x, y, this.#scene);
    if (span !== this.#timeline.hovered) {
      this.#timeline.hovered = span ?? null;
      this.#redraw();
    }
    const { tip, scroll } = this.#parts;
    tip.hidden = !span;
    if (!span) return;
    fill(tip, element("strong", { class: "mono" }, shortName(span.name)), element("span", {}, `${duration(this.#model.durationOf(span))}${span.end === span.end ? "" : " so far"}`), span.error && element("span", { class: "trace-error" }, span.error));
    const box = scroll.getBoundingClientRect(), host = this.#host.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(box.left - host.left + x + 14, host.width - tip.offsetWidth - 8))}px`;
    tip.style.top = `${box.top - host.top + y + 18}px`;
  }

  #zoomTo(x, y) {
    const { span } = this.#timeline.at(x, y, this.#scene);
    if (span) this.focus(span);
  }

  #chooseRange(begin, end, isDone) {
    this.#timeline.range = { begin, end };
    this.#redraw();
    if (isDone) this.#panels.open("where");
  }

  #search(movesTo) {
    this.#finder.ask(this.#model);
    this.#showFound();
    if (movesTo) this.#step(1, false);
  }

  #showFound() {
    this.#timeline.hits = this.#finder.found && new Set(this.#finder.found);
    this.#panels.refresh();
    this.#redraw();
  }

  #step(by, opensDetails = true) {
    const span = this.#finder.step(by);
    if (!span) return;
    if (opensDetails) this.select(span, true);
    else {
      this.#timeline.selected = span;
      this.reveal(span);
      this.#panels.refresh();
    }
  }

  #walk(direction) {
    const next = neighbour(this.selected, direction, this.#model, this.#main);
    if (next) this.select(next, true);
  }

  #togglePath() {
    this.#timeline.critical = this.#timeline.critical ? null : this.#path();
    this.#parts.path.setAttribute("aria-pressed", this.#timeline.critical ? "true" : "false");
    if (this.#timeline.critical) this.#panels.open("critical");
    this.#redraw();
  }

  #setFollow(follows) {
    this.#follows = follows;
    this.#parts.follow.setAttribute("aria-pressed", follows ? "true" : "false");
    if (follows && this.#model) this.#view.show(this.#model.horizon - this.#view.span * 0.98, this.#model.horizon + this.#view.span * 0.02);
  }

  // One thing after the other: the stretch of time, what was found, what is chosen.
  #escape() {
    if (this.#timeline.range) {
      this.#timeline.range = null;
      this.#panels.refresh();
    } else if (this.#timeline.hits) {
      this.#finder.clear();
      this.#showFound();
    } else if (this.selected) {
      this.select(null);
      this.#panels.open("where");
    }
    if (document.activeElement === this.#parts.search) this.#parts.surface.focus();
    this.#redraw();
  }

  /** A sentence about what is shown. */
  get sentence() {
    return `${count(this.#model.spans.filter(span => span.row !== -1).length, "span")}, ${duration(this.#model.horizon - this.#model.begin)}`;
  }
}
