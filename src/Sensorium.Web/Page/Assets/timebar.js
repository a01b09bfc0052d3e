// The time bar: pause and play, and any moment of the span that is shown, or of all that is kept.
import { button, byId, element, icon, setText } from "./dom.js";
import { SPANS } from "./state/view.js";
import * as text from "./text.js";

const PLAY = "M8 5v14l11-7z";
const PAUSE = "M8 5v14M16 5v14";
const SPEEDS = [1, 10, 60];
const TICKS = 6;
const SPAN_WORDS = { "15m": "15 min", "1h": "1 h", "6h": "6 h", "24h": "24 h", "7d": "7 d" };

export class TimeBar {
  #held = false;

  constructor(page) {
    this.page = page;
    this.place = byId("timebar");
    this.place.hidden = false;
    const { view, clock } = page;
    this.toggle = button("Pause", PAUSE);
    this.toggle.id = "pause";
    this.toggle.addEventListener("click", () => clock.mode === "paused" ? page.play() : page.pause());
    this.live = element("button", { type: "button", className: "live-button" }, element("span", { className: "mark", "aria-hidden": "true" }), "Live");
    this.live.addEventListener("click", () => page.live());
    this.slider = element("input", { type: "range", min: 0, max: 1000, step: 1, value: 1000, "aria-label": "The moment shown" });
    this.slider.addEventListener("pointerdown", () => this.#held = true);
    this.slider.addEventListener("input", () => this.#moved());
    this.slider.addEventListener("change", () => this.#held = false);
    this.ticks = element("div", { className: "ticks", "aria-hidden": "true" });
    this.moment = element("output", { className: "moment" });
    this.speed = select("Speed of the replay", SPEEDS.map(speed => [speed, `${speed}×`]), view.speed, value => {
      view.set({ speed: Number(value) });
      if (clock.mode === "replay") {
        page.play(clock.now(), Number(value));
      }
    });
    this.span = select("Span shown", Object.keys(SPANS).map(name => [name, SPAN_WORDS[name]]), view.span, value => view.set({ span: value }));
    this.at = element("input", { type: "datetime-local", step: 1, "aria-label": "Go to a moment, in the city's time" });
    this.at.addEventListener("change", () => {
      const at = text.fromLocalInput(this.at.value);
      if (Number.isFinite(at)) {
        page.pause(Math.min(at, clock.city()));
      }
    });
    this.place.replaceChildren(this.toggle, this.live, element("div", { className: "track" }, this.slider, this.ticks), this.moment, this.speed, this.span, this.at);
    view.onChange(changed => changed.includes("span") && (this.span.value = view.span), page.signal);
  }

  tick() {
    const { clock } = this.page;
    const isPaused = clock.mode === "paused";
    if (this.toggle.dataset.state !== clock.mode) {
      this.toggle.dataset.state = clock.mode;
      this.toggle.setAttribute("aria-pressed", isPaused);
      this.toggle.title = isPaused ? "Play" : "Pause";
      this.toggle.replaceChildren(icon(isPaused ? PLAY : PAUSE), element("span", { className: "label" }, isPaused ? "Play" : "Pause"));
      this.live.setAttribute("aria-pressed", clock.mode === "live");
      this.speed.hidden = clock.mode === "live";
    }

    const [from, to] = this.#range();
    const now = clock.now();
    const part = Math.round(1000 * Math.max(0, Math.min(1, (now - from) / (to - from))));
    if (!this.#held) {
      this.slider.value = part;
    }

    this.slider.style.setProperty("--part", this.slider.value / 1000);
    const words = clock.mode === "live" ? "now" : text.moment(now, clock.city());
    this.slider.setAttribute("aria-valuetext", words);
    setText(this.moment, clock.mode === "live" ? text.timeOfDay(now) : words);
    if (document.activeElement !== this.at) {
      const local = text.localInput(now).slice(0, 16);
      if (this.at.value.slice(0, 16) !== local) {
        this.at.value = local;
      }
    }

    this.#drawTicks(from, to);
  }

  /** The span that ends now; where the moment shown lies before it, all from there. */
  #range() {
    const { clock, view } = this.page;
    const to = clock.city();
    return [Math.min(to - SPANS[view.span], clock.mode === "live" ? Infinity : clock.now()), to];
  }

  #moved() {
    const [from, to] = this.#range();
    const part = this.slider.value / 1000;
    if (part === 1) {
      this.page.live();
    } else {
      const at = from + (to - from) * part;
      this.page.clock.mode === "replay" ? this.page.play(at) : this.page.pause(at);
    }
  }

  #drawTicks(from, to) {
    const alerts = this.page.alerts.moments.filter(({ at }) => at >= from && at <= to);
    const said = `${Math.round(from / 30000)} ${to - from > 0} ${alerts.length} ${this.ticks.clientWidth}`;
    if (this.said === said) {
      return;
    }

    this.said = said;
    const count = Math.max(2, Math.min(TICKS, Math.floor(this.ticks.clientWidth / 90)));
    const isLong = to - from > 86400000;
    const place = (made, at) => {
      made.style.left = `${100 * (at - from) / (to - from)}%`;
      return made;
    };
    const labels = Array.from({ length: count }, (_, i) => from + (to - from) * (i + 0.5) / count).map(at => place(element("span", {}, (isLong ? text.dayAndMinute : text.minuteOfDay)(at)), at));
    const marks = alerts.map(({ at, severity }) => place(element("i", { dataset: { severity: severity ?? "" } }), at));
    this.ticks.replaceChildren(...labels, ...marks);
  }
}

function select(label, options, value, chosen) {
  const made = element("select", { "aria-label": label }, ...options.map(([key, words]) => element("option", { value: key, selected: key === value }, words)));
  made.addEventListener("change", () => chosen(made.value));
  return made;
}
