// What all panels share: a title, a word on their state, and the way to the query behind them.
import { button, element, setText } from "../dom.js";
import { consoleAddress } from "../feed/doors.js";
import * as text from "../text.js";

export class Panel {
  constructor(place, definition, page) {
    Object.assign(this, { place, definition, page });
    this.result = null;
    this.title = definition.title ?? text.title(definition.name);
    this.note = element("p", { className: "note" });
    this.body = element("div", { className: "body" });
    this.problem = element("p", { className: "problem", hidden: true });
    const id = `panel-${definition.name}`;
    place.setAttribute("aria-labelledby", id);
    place.replaceChildren(
      element("header", {}, element("h2", { id }, this.title), this.#tools()), this.body, this.problem, this.note);
  }

  get isEmpty() {
    return this.result === null;
  }

  get threshold() {
    return this.page.thresholds[this.definition.threshold] ?? {};
  }

  take(result) {
    this.result = result;
    this.problem.hidden = true;
    this.draw();
  }

  fail({ message, fix }) {
    this.problem.hidden = false;
    setText(this.problem, [message, fix].filter(Boolean).join(" "));
  }

  draw() {}

  #tools() {
    const { threshold, sql, name } = this.definition;
    const tools = element("div", { className: "panel-tools" });
    if (threshold && this.page.may("operator")) {
      const edit = button("Thresholds", "M4 8h10M18 8h2M4 16h4M12 16h8M16 6v4M10 14v4");
      edit.setAttribute("aria-label", `Thresholds of ${this.title}`);
      edit.addEventListener("click", () => this.page.thresholdDialog.open(threshold, this.title));
      tools.append(edit);
    }

    if (sql) {
      const why = element("a", { className: "why", href: consoleAddress(sql), title: "The query behind it" }, "SQL");
      why.setAttribute("aria-label", `SQL: the query behind ${this.title}`);
      tools.append(why);
    }

    return tools;
  }
}
