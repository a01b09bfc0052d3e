// One value: how it stands, what it did, where its limits are, and how old it is.
import { element, setText } from "../dom.js";
import { spark } from "../charts/spark.js";
import * as text from "../text.js";
import { Panel } from "./panel.js";
import { shownSpan } from "./panels.js";

export class TilePanel extends Panel {
  constructor(...given) {
    super(...given);
    this.number = element("span", { className: "number" }, "–");
    this.unit = element("span", { className: "unit" }, text.unit(this.definition.unit));
    this.state = element("span", { className: "state", hidden: true });
    this.curve = element("div", { className: "curve" });
    this.body.replaceChildren(element("p", { className: "value" }, this.number, this.unit, this.state), this.curve);
  }

  draw() {
    const { result } = this;
    if (!result || result.isEmpty) {
      setText(this.number, "–");
      this.curve.replaceChildren();
      this.state.hidden = true;
      this.newest = NaN;
      this.tick();
      return;
    }

    const rows = result.ordered;
    const last = rows.at(-1);
    const value = result.value(last);
    const { low, high } = this.threshold;
    const state = value === null ? "" : value > high && typeof high === "number" ? "above" : value < low && typeof low === "number" ? "below" : "";
    setText(this.number, text.value(value));
    this.state.hidden = state === "";
    setText(this.state, state && `${state === "above" ? "▲ above" : "▼ below"} ${text.value(state === "above" ? high : low)}`);
    this.place.dataset.state = state;
    this.newest = result.newest;
    this.curve.replaceChildren(spark(rows.map(row => [result.time(row), result.value(row)]), this.threshold, ...shownSpan(this.page)));
    this.tick();
  }

  tick() {
    const { layer } = this.definition;
    const newest = (this.page.clock.mode === "live" && layer && this.page.map.newestOf(layer)) || this.newest;
    const { low, high } = this.threshold;
    const limits = [low, high].every(limit => typeof limit === "number") ? `${text.value(low)} to ${text.value(high)}` : typeof high === "number" ? `up to ${text.value(high)}`
      : typeof low === "number" ? `from ${text.value(low)}` : "";
    setText(this.note, [
      Number.isFinite(newest) ? text.age(newest, this.page.clock.now()) : this.result ? "no rows in this span" : "", limits && `limits ${limits}`,
    ].filter(Boolean).join(" · "));
  }
}
