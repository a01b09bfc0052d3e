// One page: its parts, and what they tell each other.
import { Alerts } from "./alerts.js";
import { Banner } from "./banner.js";
import { byId } from "./dom.js";
import { Cursor } from "./charts/cursor.js";
import { Tables } from "./counts/tables.js";
import { Events } from "./feed/events.js";
import { Flow } from "./counts/flow.js";
import { Glance } from "./counts/glance.js";
import { MapPanel } from "./map/panel.js";
import { Panels } from "./panels/panels.js";
import { PipelineStrip } from "./counts/strip.js";
import { Clock } from "./state/clock.js";
import { setZone } from "./text.js";
import { ThresholdDialog } from "./panels/thresholds.js";
import { TimeBar } from "./timebar.js";
import { Tools } from "./tools.js";
import { offerTour } from "./tour.js";

const TICK_MS = 250;
const ROLES = ["viewer", "operator", "engineer", "admin"];

export class LivePage {
  #ending = new AbortController();

  constructor(data, view, pages) {
    Object.assign(this, { data, view, pages });
    this.signal = this.#ending.signal;
    this.clock = new Clock();
    this.cursor = new Cursor();
    this.thresholds = data.thresholds;
    setZone(data.timezone ?? document.body.dataset.timezone);
    const { clock, signal } = this;
    if (view.at !== null) {
      view.play ? clock.play(view.at, view.speed) : clock.pause(view.at);
    }

    this.events = new Events(`/events?page=${encodeURIComponent(data.page)}`, signal);
    this.thresholdDialog = new ThresholdDialog(this);
    this.map = new MapPanel(this);
    this.panels = new Panels(this);
    this.alerts = new Alerts(this);
    this.tables = new Tables(this);
    this.parts = [
      this.map, this.panels, this.alerts, new Glance(this), new PipelineStrip(this), new Flow(this), this.tables,
      this.timeBar = new TimeBar(this), this.tools = new Tools(this), new Banner(this),
    ];
    this.#listen();
    this.events.open();
    const ticking = setInterval(() => !document.hidden && this.#tick(), TICK_MS);
    signal.addEventListener("abort", () => clearInterval(ticking));
    document.addEventListener("visibilitychange", () => !document.hidden && this.#tick(), { signal });
    addEventListener("pagehide", () => view.save(), { signal });
    this.#tick();
    offerTour(this);
  }

  /** Whether who looks may do what a role may. */
  may(role) {
    return ROLES.indexOf(String(this.data.role).toLowerCase()) >= ROLES.indexOf(role);
  }

  /** Shows now, as it goes on. */
  live() {
    this.clock.live();
    this.view.set({ at: null, play: false });
  }

  /** Stands still at a moment. */
  pause(at = this.clock.now()) {
    this.clock.pause(at);
    this.view.set({ at: Math.round(at), play: false });
  }

  /** Runs from a moment of the past; from now on where it would overtake the city. */
  play(at = this.clock.now(), speed = this.view.speed) {
    if (at >= this.clock.city() - TICK_MS) {
      this.live();
    } else {
      this.clock.play(at, speed);
      this.view.set({ at: Math.round(at), play: true, speed });
    }
  }

  /** Marks a thing of the map, its card and its line in the charts. */
  select(selected) {
    this.view.set({ select: selected ? { layer: selected.layer, key: selected.key } : null });
  }

  end() {
    this.#ending.abort();
  }

  #listen() {
    this.events.on("pulse", pulse => {
      this.clock.sync(pulse.at);
      this.pulse = pulse;
      byId("clock").dateTime = new Date(pulse.at).toISOString();
    });
    this.events.on("thresholds", thresholds => Object.assign(this.thresholds, thresholds));
    this.events.on("reopened", () => this.pages.refresh().then(data => Object.assign(this.thresholds, data.thresholds)).catch(() => {}));
    let failures = 0;
    this.events.on("failed", () => {
      // Where a session has ended the city answers, but not with events: then the page is to be asked for itself.
      if (++failures % 4 === 0) {
        this.pages.refresh().catch(() => {});
      }
    });
    for (const part of this.parts) {
      part.listen?.(this.events);
    }
  }

  #tick() {
    if (this.clock.mode === "replay") {
      if (this.clock.now() >= this.clock.city()) {
        this.live();
      } else {
        this.view.set({ at: Math.floor(this.clock.now() / 1000) * 1000 });
      }
    }

    for (const part of this.parts) {
      part.tick?.();
    }
  }
}
