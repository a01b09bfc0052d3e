// The word that something stands still: an old page never passes for a live one.
import { byId, setText } from "./dom.js";
import * as text from "./text.js";

const LOST_MS = 2500;
const SILENT_MS = 15000;
const MOST = 260; // letters of what is not well

export class Banner {
  #openedAt = performance.now();

  constructor(page) {
    this.page = page;
  }

  tick() {
    const { page, page: { clock, pulse, events } } = this;
    const now = clock.city();
    setText(byId("clock"), clock.mode === "live" ? text.timeOfDay(clock.isKnown ? now : Date.now()) : text.moment(clock.now(), now));
    byId("clock").title = text.longDay(clock.now());
    document.body.dataset.time = clock.mode;
    const broken = pulse?.parts.find(({ healthy }) => !healthy);
    const newest = Math.max(0, ...pulse?.streams.map(stream => stream.newest ?? 0) ?? []);
    if (!pulse && performance.now() - this.#openedAt < LOST_MS) {
      this.#show(null, "connecting");
    } else if (events.silence > LOST_MS) {
      this.#show("lost", "connection lost", `No word from the city for ${text.duration(events.silence)}. What you see is that old. Trying again…`);
    } else if (!pulse) {
      this.#show(null, "connecting");
    } else if (clock.mode === "paused") {
      this.#show("paused", "paused", `Paused: the city as it was at ${text.moment(clock.now(), now)}, ${text.duration(now - clock.now())} ago. It goes on; the page does not.`);
    } else if (clock.mode === "replay") {
      this.#show("paused", "replay", `Replay from the log: ${text.moment(clock.now(), now)}, ${text.duration(now - clock.now())} behind now${clock.speed > 1 ? `, ${clock.speed} times as fast` : ""}.`);
    } else if (!pulse.balanced) {
      this.#show("lost", "ledger off", "The ledger does not balance: records are unaccounted for. That is a fault of Sensorium; please report it.");
    } else if (broken) {
      this.#show("stale", "not well", `${broken.part}: ${broken.note.length > MOST ? `${broken.note.slice(0, MOST)}… More stands under Parts.` : broken.note}`);
    } else if (newest && now - newest > SILENT_MS) {
      this.#show("stale", "silent", `No new event for ${text.duration(now - newest)}. The connection is well; whoever sends is silent.`);
    } else {
      this.#show(null, "live");
    }

    page.tools?.state?.();
  }

  #show(kind, link, words = "") {
    const banner = byId("banner");
    setText(banner, words);
    banner.hidden = kind === null;
    banner.dataset.kind = kind ?? "";
    document.body.classList.toggle("old", kind === "lost");
    byId("link").dataset.state = kind ?? (link === "live" ? "live" : "waiting");
    setText(byId("link-text"), link);
  }
}
