// The dialog in which an operator moves a threshold. Alert, tile and band read the same row.
import { element } from "../dom.js";
import { change } from "../feed/doors.js";
import * as text from "../text.js";

export class ThresholdDialog {
  constructor(page) {
    this.page = page;
    page.signal.addEventListener("abort", () => this.dialog?.remove());
  }

  open(name, title) {
    const threshold = this.page.thresholds[name] ?? {};
    const number = (id, label, value) => [
      element("label", { htmlFor: id }, label, element("small", {}, text.unit(threshold.unit))),
      element("input", { id, type: "number", step: "any", value: value ?? "", placeholder: "none" }),
    ];
    const problem = element("p", { className: "problem", role: "alert", hidden: true });
    const cancel = element("button", { type: "button" }, "Cancel");
    const save = element("button", { type: "submit", className: "primary" }, "Save");
    const form = element("form", { className: "dialog-form" },
      element("h2", { id: "threshold-title" }, `Thresholds of ${title}`),
      element("p", { className: "note" }, `Alerts, tiles and bands read the row “${name}” alike. The change is audited, and written back to the city's folder.`),
      ...number("threshold-low", "Low ", threshold.low), ...number("threshold-high", "High ", threshold.high), problem,
      element("div", { className: "row" }, cancel, save));
    this.dialog?.remove();
    this.dialog = element("dialog", { className: "dialog", "aria-labelledby": "threshold-title" }, form);
    document.body.append(this.dialog);
    cancel.addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.dialog.remove());
    form.addEventListener("submit", async event => {
      event.preventDefault();
      const [low, high] = ["threshold-low", "threshold-high"].map(id => form.querySelector(`#${id}`).value).map(given => given === "" ? null : Number(given));
      if (low !== null && high !== null && low >= high) {
        problem.textContent = "The low one must be less than the high one.";
        problem.hidden = false;
        return;
      }

      save.disabled = true;
      try {
        await change("PUT", `/thresholds/${encodeURIComponent(name)}`, { low, high });
        this.dialog.close();
      } catch (error) {
        problem.textContent = [error.message, error.fix].filter(Boolean).join(" ");
        problem.hidden = false;
        save.disabled = false;
      }
    });
    this.dialog.showModal();
  }
}
