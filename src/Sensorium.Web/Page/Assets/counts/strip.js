// The pipelines: how much each reads a second, how far it is behind, up to when its time is sure, and what it turned away.
import { byId, element, setText } from "../dom.js";
import { curve, Rates } from "./curve.js";
import { svg } from "../dom.js";
import * as text from "../text.js";

const LATE_MS = 60000; // A pipeline that is further behind than this is marked.

export class PipelineStrip {
  #cards = new Map();
  #rates = new Rates();
  #before = null;

  constructor(page) {
    this.page = page;
    this.place = byId("strip");
    this.place.replaceChildren();
  }

  listen(events) {
    events.on("pulse", pulse => this.#pulse(pulse));
  }

  #pulse(pulse) {
    const pipelines = new Map();
    for (const entry of pulse.pipelines) {
      const known = pipelines.get(entry.name) ?? { read: 0, late: 0, rejected: 0, waiting: 0, lag: null, watermark: null };
      for (const member of ["read", "late", "rejected", "waiting"]) {
        known[member] += entry[member];
      }

      known.lag = entry.lag === null || entry.lag === undefined ? known.lag : Math.max(known.lag ?? 0, entry.lag);
      known.watermark = entry.watermark ? Math.min(known.watermark ?? Infinity, entry.watermark) : known.watermark;
      pipelines.set(entry.name, known);
    }

    const seconds = this.#before ? (pulse.at - this.#before.at) / 1000 : 0;
    for (const [name, now] of pipelines) {
      const then = this.#before?.pipelines.get(name);
      if (then && seconds > 0) {
        this.#rates.add(name, Math.max(0, (now.read - then.read) / seconds));
      }
    }

    this.#before = { at: pulse.at, pipelines };
    if (!document.hidden) {
      this.#draw(pipelines, pulse.at);
    }
  }

  #draw(pipelines, at) {
    this.place.hidden = pipelines.size === 0;
    for (const [name, card] of this.#cards) {
      if (!pipelines.has(name)) {
        card.remove();
        this.#cards.delete(name);
      }
    }

    for (const [name, entry] of pipelines) {
      let card = this.#cards.get(name);
      if (!card) {
        card = newCard(name);
        this.#cards.set(name, card);
        this.place.append(card);
      }

      const rates = this.#rates.of(name);
      const recent = rates.slice(-8);
      const isBehind = entry.lag > LATE_MS;
      card.dataset.state = isBehind ? "behind" : "well";
      const set = (field, words) => setText(card.querySelector(`[data-field=${field}]`), words);
      set("rate", recent.length ? `${text.rate(recent.reduce((sum, rate) => sum + rate, 0) / recent.length)}/s` : "–");
      set("lag", entry.lag === null ? "–" : `${isBehind ? "▲ " : ""}${entry.lag < 1000 ? "< 1\u00a0s" : text.duration(entry.lag)}`);
      set("watermark", entry.watermark ? text.moment(entry.watermark, at) : "–");
      set("late", text.short(entry.late));
      set("rejected", text.short(entry.rejected));
      card.querySelector("polyline").setAttribute("points", curve(rates, 24));
    }
  }
}

function newCard(name) {
  const field = (label, key) => [element("dt", {}, label), element("dd", { dataset: { field: key } }, "–")];
  return element("article", { className: "pipeline" },
    element("h3", { title: name }, name.replace(/^processed\./, "")),
    svg("svg", { viewBox: "0 0 120 24", preserveAspectRatio: "none", "aria-hidden": "true" }, svg("polyline", { points: "" })),
    element("dl", {}, ...[["rate", "rate"], ["lag", "lag"], ["watermark", "watermark"], ["late", "late"], ["rejected", "rejected"]]
      .map(([label, key]) => element("div", {}, ...field(label, key)))));
}
