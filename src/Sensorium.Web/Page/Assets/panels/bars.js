// Values beside each other, the greatest first.
import { element, setText } from "../dom.js";
import * as text from "../text.js";
import { Panel } from "./panel.js";

const MOST = 12;

export class BarsPanel extends Panel {
  draw() {
    const { result } = this;
    if (!result) {
      return;
    }

    const newest = result.newest;
    const rows = (result.timeAt < 0 ? result.rows : result.rows.filter(row => result.time(row) === newest))
      .map(row => [result.name(row), result.value(row)]).filter(([, value]) => value !== null).sort((a, b) => b[1] - a[1]);
    const most = Math.max(...rows.map(([, value]) => Math.abs(value)), 1e-9);
    const { low, high } = this.threshold;
    this.body.replaceChildren(element("ul", { className: "bars" }, ...rows.slice(0, MOST).map(([name, value]) => {
      const isOut = (typeof high === "number" && value > high) || (typeof low === "number" && value < low);
      const bar = element("span", { className: "bar", "aria-hidden": "true" });
      bar.style.setProperty("--part", Math.abs(value) / most);
      return element("li", { dataset: { out: isOut ? "yes" : "no" } }, element("span", { className: "name" }, name), bar,
        element("span", { className: "number" }, `${isOut ? value > high ? "▲ " : "▼ " : ""}${text.withUnit(value, this.definition.unit)}`));
    })));
    setText(this.note, rows.length === 0 ? "No rows in this span." : rows.length > MOST ? `${text.count(rows.length - MOST)} more` : "");
  }
}
