// The city at a glance, its streams, the counts of its ledger and its parts.
import { byId, element, setField, setText } from "../dom.js";
import { curve, HISTORY, Rates } from "./curve.js";
import * as text from "../text.js";

const FATES = ["stored", "filtered", "rejected", "late", "duplicate", "inFlight"];

export class Glance {
  #rates = new Rates();

  constructor(page) {
    this.page = page;
  }

  listen(events) {
    events.on("hello", ({ rates }) => this.#rates.set(rates));
    events.on("pulse", pulse => this.#pulse(pulse));
  }

  tick() {
    const { pulse, clock } = this.page;
    if (!pulse) {
      return;
    }

    const newest = Math.max(0, ...pulse.streams.map(stream => stream.newest ?? 0));
    tile("newest", text.age(newest, clock.city()));
    for (const stream of pulse.streams) {
      setField(rowOf("streams", "stream", stream.stream), "newest", text.age(stream.newest, clock.city()));
    }
  }

  #pulse(pulse) {
    pulse.streams.forEach(({ stream, rate }) => this.#rates.add(stream, rate));
    if (document.hidden) {
      return;
    }

    const sum = member => pulse.streams.reduce((total, stream) => total + stream[member], 0);
    tile("rate", text.rate(sum("rate")));
    tile("total", text.short(sum("total")));
    tile("ledger", pulse.balanced ? "✓ balanced" : "✗ off");
    document.querySelector("[data-tile=ledger]").parentElement.dataset.tileState = pulse.balanced ? "good" : "bad";
    this.#drawSpark();
    pulse.streams.forEach(stream => this.#drawStream(stream));
    pulse.pipelines.forEach(drawPipeline);
    byId("no-pipelines").hidden = pulse.pipelines.length > 0;
    document.querySelector(".counts").hidden = pulse.pipelines.length === 0;
    drawParts(pulse.parts);
  }

  #drawSpark() {
    const total = this.#rates.total;
    const points = curve(total, 32);
    const picture = document.querySelector(".glance .spark");
    picture.querySelector("polyline").setAttribute("points", points);
    picture.querySelector("polygon").setAttribute("points", total.length > 1 ? `${HISTORY - total.length},32 ${points} ${HISTORY - 1},32` : "");
  }

  #drawStream(stream) {
    const row = rowOf("streams", "stream", stream.stream);
    setField(row, "stream", stream.stream);
    setField(row, "rate", text.rate(stream.rate));
    for (const member of ["total", "duplicate", "refused"]) {
      setField(row, member, text.count(stream[member]));
    }

    row.querySelector("polyline").setAttribute("points", curve(this.#rates.of(stream.stream), 24));
  }
}

function drawPipeline(entry) {
  const row = rowOf("pipelines", "pipeline", `${entry.name}\n${entry.stream}`);
  setField(row, "name", entry.name);
  setField(row, "stream", entry.stream);
  for (const member of ["read", "waiting", ...FATES]) {
    setField(row, member, text.count(entry[member]));
  }
}

function drawParts(parts) {
  const place = byId("parts");
  const said = JSON.stringify(parts);
  if (place.dataset.said !== said) {
    place.dataset.said = said;
    place.replaceChildren(...parts.map(({ part, healthy, note }) => element("li", { dataset: { healthy: healthy ? "yes" : "no" } },
      element("span", { className: "mark", "aria-hidden": "true" }, healthy ? "✓" : "✗"), " ", element("strong", {}, part), " ", element("span", {}, note))));
  }
}

function rowOf(body, kind, key) {
  const rows = byId(body);
  let row = [...rows.children].find(known => known.dataset[kind] === key);
  if (!row) {
    row = byId(`${kind}-row`).content.firstElementChild.cloneNode(true);
    row.dataset[kind] = key;
    rows.append(row);
  }

  return row;
}

const tile = (name, words) => setText(document.querySelector(`[data-tile=${name}]`), words);
