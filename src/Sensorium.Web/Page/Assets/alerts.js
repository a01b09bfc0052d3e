// The alerts: what is wrong, since when and how long, who has seen it, and what was quiet before.
import { button, byId, element, setText } from "./dom.js";
import { change } from "./feed/doors.js";
import * as text from "./text.js";

const CLOSED_SHOWN = 8;
const KEPT = 500; // As many closed ones as the city keeps; the table alerts has all.
const SEVERITIES = { critical: "●", high: "▲", medium: "◆", low: "▪" };

export class Alerts {
  #episodes = new Map();
  #dirty = true;
  #open = new Set(); // whose details are open
  #shownAt = 0;
  #knownFrom = -Infinity; // Of what was open before, only a part is known here.

  constructor(page) {
    this.page = page;
    this.place = byId("episodes");
    this.note = byId("alerts-note");
    page.view.onChange(changed => changed.includes("at") && (this.#dirty = true), page.signal);
  }

  listen(events) {
    events.on("alerts", ({ reset, episodes }) => {
      if (reset) {
        this.#episodes.clear();
      }

      for (const episode of episodes) {
        this.#episodes.set(episode.episode, { ...episode, raised: Date.parse(episode.raisedAt), cleared: episode.clearedAt ? Date.parse(episode.clearedAt) : null });
      }

      const closed = [...this.#episodes.values()].filter(({ cleared }) => cleared !== null).sort((a, b) => a.cleared - b.cleared);
      closed.slice(0, Math.max(0, closed.length - KEPT)).forEach(({ episode }) => this.#episodes.delete(episode));
      this.#knownFrom = closed.length < KEPT ? -Infinity : closed.at(-KEPT).cleared;

      this.#dirty = true;
    });
  }

  /** When each alert was raised, for the time bar. */
  get moments() {
    return [...this.#episodes.values()].map(({ raised, severity }) => ({ at: raised, severity }));
  }

  tick() {
    const now = this.page.clock.now();
    if (this.#dirty || (this.page.clock.mode === "replay" && Math.abs(now - this.#shownAt) > 1000)) {
      this.#dirty = false;
      this.#shownAt = now;
      this.#draw(now);
    }

    for (const item of this.place.querySelectorAll("[data-raised]")) {
      const { raised, cleared } = item.dataset;
      setText(item.querySelector(".duration"), cleared ? `${text.moment(Number(raised), now)} · lasted ${text.duration(cleared - raised)}` : `since ${text.moment(Number(raised), now)} · ${text.duration(now - raised)}`);
    }
  }

  #draw(now) {
    const isPast = this.page.clock.mode !== "live";
    const all = [...this.#episodes.values()].filter(({ raised }) => !isPast || raised <= now)
      .map(episode => isPast && episode.cleared > now ? { ...episode, cleared: null } : episode);
    const open = all.filter(({ cleared }) => cleared === null).sort((a, b) => isQuiet(a, now) - isQuiet(b, now) || rank(a) - rank(b) || b.raised - a.raised);
    const closed = all.filter(({ cleared }) => cleared !== null).sort((a, b) => b.cleared - a.cleared).slice(0, CLOSED_SHOWN);
    const loud = open.filter(episode => !isQuiet(episode, now));
    const isPart = isPast && now < this.#knownFrom;
    setText(this.note, open.length === 0 ? isPart ? "too long ago" : "none open" : `${isPart ? "at least " : ""}${text.count(open.length)} open${open.length > loud.length ? `, ${text.count(open.length - loud.length)} seen or muted` : ""}`);
    byId("alerts").dataset.state = loud.length > 0 ? "loud" : "quiet";
    const focused = document.activeElement?.closest?.("[data-episode]")?.dataset.episode;
    this.place.replaceChildren(...open.length + closed.length === 0 ? [element("p", { className: "empty" }, isPart ? "What was open then is in the table alerts." : isPast ? "✓ No alert was open then, or had been." : "✓ All is quiet. No alert has been raised.")]
      : [...open, ...closed].map(episode => this.#item(episode, now)));
    if (focused) {
      [...this.place.querySelectorAll("[data-episode]")].find(({ dataset }) => dataset.episode === focused)?.querySelector("summary")?.focus();
    }
  }

  #item(episode, now) {
    const { alert, severity, key, details, raised, cleared, acknowledged, muted } = episode;
    const who = Object.values(key ?? {}).join(", ");
    const states = [cleared !== null ? "cleared" : "", acknowledged ? `seen by ${acknowledged.by}` : "", isMuted(episode, now) ? `muted by ${muted.by}${muted.until ? ` until ${text.moment(Date.parse(muted.until), now)}` : ""}: ${muted.reason}` : ""].filter(Boolean);
    const item = element("details", {
      className: "episode", open: this.#open.has(episode.episode),
      dataset: { episode: episode.episode, severity: severity ?? "medium", state: cleared !== null ? "cleared" : "open", ...cleared === null && isQuiet(episode, now) ? { quiet: "" } : {}, raised, ...cleared !== null ? { cleared } : {} },
    },
    element("summary", {},
      element("span", { className: "mark", "aria-hidden": "true" }, cleared !== null ? "✓" : SEVERITIES[severity] ?? "◆"),
      element("span", { className: "what" }, element("strong", {}, text.title(alert)), " ", element("span", { className: "who" }, who)),
      element("span", { className: "severity" }, cleared !== null ? "cleared" : severity ?? ""),
      element("span", { className: "duration" })),
    element("dl", {}, ...Object.entries(details ?? {}).map(([name, value]) => element("div", {},
      element("dt", {}, name.replaceAll("_", " ")), element("dd", {}, typeof value === "number" ? text.value(value) : String(value ?? "–"))))),
    ...acknowledged?.note ? [element("p", { className: "note" }, `“${acknowledged.note}”, ${acknowledged.by}`)] : [],
    ...states.length ? [element("p", { className: "states" }, states.join(" · "))] : []);
    item.addEventListener("toggle", () => item.open ? this.#open.add(episode.episode) : this.#open.delete(episode.episode));
    const tools = element("div", { className: "row" }, ...this.#tools(episode, key, now));
    if (tools.children.length > 0) {
      item.append(tools);
    }

    return item;
  }

  #tools(episode, key, now) {
    const tools = [];
    const layer = this.page.data.layers.find(({ name }) => Object.values(key ?? {}).some(value => this.page.map.has(name, String(value))));
    if (layer) {
      const show = button("On the map", "M12 21s7-6 7-11a7 7 0 10-14 0c0 5 7 11 7 11zM12 12a2 2 0 100-4 2 2 0 000 4");
      show.addEventListener("click", () => this.page.map.reveal(layer.name, Object.values(key).map(String).find(value => this.page.map.has(layer.name, value))));
      tools.push(show);
    }

    if (this.page.may("operator") && this.page.clock.mode === "live") {
      if (episode.cleared === null && !episode.acknowledged) {
        const seen = button("Acknowledge", "M5 12l5 5L20 7");
        seen.addEventListener("click", () => this.#ask(`Acknowledge ${text.title(episode.alert)}`, [["note", "A note, for the others", "text", ""]],
          ({ note }) => change("POST", `/alerts/${encodeURIComponent(episode.episode)}/acknowledge`, { note })));
        tools.push(seen);
      }

      if (!isMuted(episode, now)) {
        const mute = button("Mute", "M4 9v6h4l5 4V5L8 9zM17 9l4 6M21 9l-4 6");
        mute.addEventListener("click", () => this.#ask(`Mute ${text.title(episode.alert)}`, [["minutes", "For how many minutes", "number", 60], ["reason", "Why", "text", ""]],
          ({ minutes, reason }) => change("POST", "/alerts/mute", { alert: episode.alert, key, minutes: Number(minutes), reason })));
        tools.push(mute);
      }
    }

    return tools;
  }

  #ask(title, fields, send) {
    const problem = element("p", { className: "problem", role: "alert", hidden: true });
    const cancel = element("button", { type: "button" }, "Cancel");
    const form = element("form", { className: "dialog-form" }, element("h2", { id: "ask-title" }, title),
      ...fields.flatMap(([name, label, type, value]) => [
        element("label", { htmlFor: `ask-${name}` }, label),
        element("input", { id: `ask-${name}`, name, type, value, required: true, maxLength: 500, ...type === "number" ? { min: 1, max: 10080 } : {} }),
      ]), problem, element("div", { className: "row" }, cancel, element("button", { type: "submit", className: "primary" }, title.split(" ")[0])));
    const dialog = element("dialog", { className: "dialog", "aria-labelledby": "ask-title" }, form);
    document.body.append(dialog);
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    this.page.signal.addEventListener("abort", () => dialog.remove());
    form.addEventListener("submit", async event => {
      event.preventDefault();
      try {
        await send(Object.fromEntries(new FormData(form)));
        dialog.close();
      } catch (error) {
        setText(problem, [error.message, error.fix].filter(Boolean).join(" "));
        problem.hidden = false;
      }
    });
    dialog.showModal();
  }
}

const rank = ({ severity }) => Object.keys(SEVERITIES).indexOf(severity) >>> 0;
/** Whether somebody has seen it, or does not want to be called for it. */
const isQuiet = (episode, now) => Boolean(episode.acknowledged) || isMuted(episode, now);
const isMuted = ({ muted }, now) => Boolean(muted) && (!muted.until || Date.parse(muted.until) > now);
