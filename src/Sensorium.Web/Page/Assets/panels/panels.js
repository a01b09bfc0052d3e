// The panels of the page, each where the page's file puts it, kept true by the city's events or, for another span or moment, by asking.
import { byId, element } from "../dom.js";
import { get } from "../feed/doors.js";
import { SPANS } from "../state/view.js";
import { BarsPanel } from "./bars.js";
import { Result } from "./result.js";
import { SeriesPanel } from "./series.js";
import { TablePanel } from "./table.js";
import { TilePanel } from "./tile.js";

const KINDS = { tile: TilePanel, series: SeriesPanel, bars: BarsPanel, table: TablePanel };
const PUSHED_SPAN = "1h"; // What the city's events hold.
const ASK_EVERY_MS = 10000; // of another span
const REPLAY_EVERY_MS = 2000;

export class Panels {
  #panels = new Map();
  #asked = 0;
  #asking = null;
  #wanted = 0;

  constructor(page) {
    this.page = page;
    this.place = byId("panels");
    const { data, view, signal, cursor } = page;
    this.place.hidden = data.panels.length === 0;
    const ordered = [...data.panels].sort((a, b) => (a.at?.[1] ?? 99) - (b.at?.[1] ?? 99) || (a.at?.[0] ?? 0) - (b.at?.[0] ?? 0));
    this.place.replaceChildren(...ordered.map(definition => {
      const place = element("article", { className: `card panel ${definition.kind}`, dataset: { panel: definition.name } });
      if (definition.at) {
        const [column, row, width, height] = definition.at;
        place.style.setProperty("--column", column);
        place.style.setProperty("--row", row);
        place.style.setProperty("--width", width);
        place.style.setProperty("--height", height);
      } else {
        place.classList.add("unplaced");
      }

      this.#panels.set(definition.name, new (KINDS[definition.kind] ?? TablePanel)(place, definition, page));
      return place;
    }));
    view.onChange(changed => {
      if (changed.includes("span") || changed.includes("at")) {
        this.#timeChanged(changed);
      }
    }, signal);
    cursor.onChange(source => this.#panels.forEach(panel => panel.point?.(source)));
    signal.addEventListener("abort", () => {
      this.#asking?.abort();
      this.#panels.forEach(panel => panel.end?.());
    });
    this.#ask();
  }

  listen(events) {
    events.on("panel", ({ panel, columns, rows, error }) => {
      if (this.#isPushed) {
        this.#take(panel, error ? { error } : { columns, rows });
      }
    });
    events.on("thresholds", () => this.#panels.forEach(panel => panel.draw()));
    events.on("reopened", () => this.#ask());
  }

  theme() {
    this.#panels.forEach(panel => panel.restyle?.());
  }

  tick() {
    this.#panels.forEach(panel => panel.tick?.());
    const { mode } = this.page.clock;
    const every = mode === "replay" ? REPLAY_EVERY_MS : mode === "live" && !this.#isPushed ? ASK_EVERY_MS : Infinity;
    if (performance.now() - this.#asked > every && !this.#asking) {
      this.#ask();
    }
  }

  get #isPushed() {
    return this.page.clock.mode === "live" && this.page.view.span === PUSHED_SPAN;
  }

  #timeChanged(changed) {
    const { mode } = this.page.clock;
    if (changed.includes("span") || changed.includes("play") || mode !== "replay") {
      clearTimeout(this.#wanted);
      this.#wanted = setTimeout(() => this.#ask(), 120); // A hand on the time bar moves on.
    }
  }

  async #ask() {
    if (this.#panels.size === 0) {
      return;
    }

    this.#asked = performance.now();
    this.#asking?.abort();
    const asking = this.#asking = new AbortController();
    const { data, view, clock } = this.page;
    const at = clock.mode === "live" ? "" : `&at=${new Date(clock.now()).toISOString()}`;
    try {
      const { panels } = await get(`/panels/${encodeURIComponent(data.page)}?span=${view.span}${at}`, asking.signal);
      Object.entries(panels).forEach(([name, result]) => this.#take(name, result));
    } catch (error) {
      if (!asking.signal.aborted) {
        this.#panels.forEach(panel => panel.isEmpty && panel.fail(error));
      }
    } finally {
      if (this.#asking === asking) {
        this.#asking = null;
      }
    }
  }

  #take(name, { error, ...result }) {
    const panel = this.#panels.get(name);
    if (panel && error) {
      panel.fail(error);
    } else if (panel) {
      panel.take(new Result(result));
    }
  }
}

/** [from, to] that charts show. */
export const shownSpan = page => {
  const to = page.clock.now();
  return [to - SPANS[page.view.span], to];
};
