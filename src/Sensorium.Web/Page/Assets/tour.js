// Five steps through the page at the first visit, for who wants them.
import { element, setText } from "./dom.js";

const SEEN = "sensorium-tour";
const STEPS = [
  ["#map", "The city, now", "Each mark is a device. Things move between their fixes, and fade when nothing is heard of them. Point at one, or press N on the map to go from one to the next."],
  ["#panels", "Values over time", "Tiles say how a value stands, charts what it did. Shaded is what lies beyond a threshold; a gap is a gap. “SQL” opens the query behind a panel."],
  ["#alerts", "What is wrong", "Alerts with their reason and how long they last. An operator may acknowledge and mute them."],
  ["#ledger", "Where every record went", "Each record has exactly one fate, counted. Choose a fate to see its rows."],
  ["#timebar", "Any moment", "Pause, or go back to any moment that is kept and play from there. The address holds your view: share it as it is."],
];

/** Offers the tour once in a browser. */
export function offerTour(page) {
  let isSeen = page.view.wall || page.data.layers.length + page.data.panels.length === 0;
  try {
    isSeen ||= localStorage.getItem(SEEN) === "yes";
  } catch {
    isSeen = true; // A browser that keeps nothing would ask for ever.
  }

  if (!isSeen) {
    startTour(page);
  }
}

export function startTour(page) {
  document.querySelector(".tour")?.close();
  const steps = STEPS.filter(([place]) => document.querySelector(place)?.checkVisibility?.() ?? document.querySelector(place));
  let at = 0;
  const count = element("p", { className: "kicker" });
  const title = element("h2", { id: "tour-title" });
  const words = element("p");
  const skip = element("button", { type: "button" }, "Skip");
  const next = element("button", { type: "button", className: "primary" }, "Next");
  const dialog = element("dialog", { className: "dialog tour", "aria-labelledby": "tour-title" }, count, title, words, element("div", { className: "row" }, skip, next));
  let lit = null;
  const show = () => {
    const [place, heading, text] = steps[at];
    lit?.classList.remove("lit");
    lit = document.querySelector(place);
    lit.classList.add("lit");
    lit.scrollIntoView({ block: "center" });
    setText(count, `${at + 1} of ${steps.length}`);
    setText(title, heading);
    setText(words, text);
    setText(next, at === steps.length - 1 ? "Done" : "Next");
  };
  dialog.addEventListener("close", () => {
    lit?.classList.remove("lit");
    dialog.remove();
    scrollTo({ top: 0 });
    try {
      localStorage.setItem(SEEN, "yes");
    } catch {
      // Then it is offered again.
    }
  });
  skip.addEventListener("click", () => dialog.close());
  next.addEventListener("click", () => ++at < steps.length ? show() : dialog.close());
  page.signal.addEventListener("abort", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  show();
}
