// This run beside another one of the same job: where it took more time, and where less.

import { element, fill } from "./dom.js";
import { shortName } from "./kinds.js";
import { Layout } from "./layout.js";
import { mainSpan } from "./critical.js";
import { DaemonTrace } from "./source.js";
import { computeSelf, summarise } from "./summary.js";
import { clock, duration, grouped } from "./words.js";

const OFFERED = 50, SHOWN = 60;

/** Job and name of a trace of the daemon, from its address; null for a file of the visitor. */
export function identify(source) {
  const id = decodeURIComponent(source.split("?")[0].split("/").at(-1) ?? "");
  const parts = /^[^_]+_\d+_(.+)\.trace\.json$/.exec(id);
  return parts ? { id, job: decodeURIComponent(parts[1]) } : null;
}

/** A panel that remembers what it compares with. */
export class ComparePanel {
  #panel;
  #ways;
  #ended;
  #self = null;
  #about = null;
  #others = null;
  #chosen = "";
  #other = null;
  #trouble = "";

  constructor(panel, ways, ended) {
    this.#panel = panel;
    this.#ways = ways;
    this.#ended = ended;
  }

  /** What this trace is among those of the daemon; null: a file. Forgets what was compared. */
  set self(identity) {
    this.#self = identity;
    this.#others = this.#other = null;
    this.#chosen = this.#trouble = "";
  }

  show(about) {
    this.#about = about;
    if (this.#self && this.#others === null) this.#list();
    this.#draw();
  }

  async #list() {
    this.#others = [];
    await this.#try(async () => {
      const answer = await fetch(`/api/v1/traces?job=${encodeURIComponent(this.#self.job)}`, { signal: this.#ended });
      if (!answer.ok) throw new Error(`the daemon answered with status ${answer.status}`);
      this.#others = (await answer.json()).filter(trace => trace.id !== this.#self.id && !trace.isRecording).slice(0, OFFERED);
    });
  }

  async #choose(id) {
    this.#chosen = id;
    this.#other = null;
    if (id !== "") await this.#try(async () => {
      const trace = new DaemonTrace(`/api/v1/traces/${encodeURIComponent(id)}`);
      await trace.look(this.#ended);
      if (this.#chosen !== id) return; // another one was chosen meanwhile
      new Layout(trace.model); // finds the tasks that say the same as their span
      computeSelf(trace.model);
      this.#other = trace.model;
    });
    else this.#draw();
  }

  async #try(act) {
    this.#trouble = "";
    try {
      await act();
    } catch (failure) {
      if (this.#ended.aborted) return;
      this.#trouble = `That did not work: ${failure.message}.`;
    }
    if (!this.#panel.hidden) this.#draw();
  }

  #draw() {
    if (!this.#self) return fill(this.#panel, element("p", { class: "muted trace-hint" }, "Runs of this daemon can be compared with each other; this is a file."));
    const select = element("select", { class: "field", "data-testid": "compare-with", onchange: event => this.#choose(event.target.value) },
      element("option", { value: "" }, this.#others?.length ? "choose a run" : "there is no other run of this job"),
      (this.#others ?? []).map(trace => element("option", { value: trace.id, selected: trace.id === this.#chosen }, `run ${trace.number}, ${clock(Date.parse(trace.started) * 1000)}, ${duration(trace.seconds * 1e6)}`)));
    return fill(this.#panel, element("label", { class: "trace-compare" }, element("span", {}, `Compare with another run of ${this.#self.job}`), select),
      this.#trouble !== "" && element("p", { class: "trace-error", role: "alert" }, this.#trouble), this.#other && this.#result());
  }

  #result() {
    const { model, main } = this.#about, otherMain = mainSpan(this.#other);
    const here = new Map(summarise(model).map(group => [group.name, group])), there = new Map(summarise(this.#other).map(group => [group.name, group]));
    const rows = [...new Set([...here.keys(), ...there.keys()])]
      .map(name => ({ name, here: here.get(name), there: there.get(name), more: (here.get(name)?.self ?? 0) - (there.get(name)?.self ?? 0) }))
      .sort((a, b) => Math.abs(b.more) - Math.abs(a.more)).slice(0, SHOWN);
    const more = model.durationOf(main) - this.#other.durationOf(otherMain);
    return [
      element("p", { class: "trace-story", "data-testid": "compare-story" }, `This run took ${duration(model.durationOf(main))}, the other ${duration(this.#other.durationOf(otherMain))}: ${duration(Math.abs(more))} ${more < 0 ? "less" : "more"}.`),
      element("table", { class: "trace-table", "data-testid": "compare" },
        element("thead", {}, element("tr", {}, ["What", "Own time here", "there", "Difference", "Count here", "there"].map(word => element("th", { scope: "col" }, word)))),
        element("tbody", {}, rows.map(row => this.#row(row)))),
    ];
  }

  #row({ name, here, there, more }) {
    const kind = (here ?? there).kind;
    return element("tr", {},
      element("th", { scope: "row" }, element("button", { type: "button", class: "trace-jump", onclick: () => this.#ways.group(name) },
        element("span", { class: `trace-kind is-${kind}` }), element("span", { class: "trace-jump-name mono" }, shortName(name)))),
      element("td", {}, here ? duration(here.self) : "–"), element("td", {}, there ? duration(there.self) : "–"),
      element("td", {}, `${more < 0 ? "−" : "+"}${duration(Math.abs(more))}`), element("td", {}, grouped(here?.count ?? 0)), element("td", {}, grouped(there?.count ?? 0)));
  }
}
