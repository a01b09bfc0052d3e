// The ways of looking: pages, theme, wall, link and tour.
import { button, byId, element, setText } from "./dom.js";
import { startTour } from "./tour.js";

const THEME = "M12 3a9 9 0 100 18V3zM12 3a9 9 0 010 18";
const WALL = "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5";
const LINK = "M10 14a4 4 0 005.7 0l3-3A4 4 0 0013 5.3l-1.5 1.5M14 10a4 4 0 00-5.7 0l-3 3A4 4 0 0011 18.7l1.5-1.5";
const HELP = "M9 9a3 3 0 115 2c-1 1-2 1.5-2 3M12 18v.01";
const ROTATE_SECONDS = 30;
const dark = matchMedia("(prefers-color-scheme: dark)");

export class Tools {
  constructor(page) {
    this.page = page;
    this.place = byId("tools");
    this.place.hidden = false;
    const { view, signal, data } = page;
    const tool = (label, path, act, properties) => {
      const made = button(label, path, undefined, properties);
      made.addEventListener("click", act);
      return made;
    };
    this.theme = tool("Dark", THEME, () => view.set({ theme: this.#themeName === "dark" ? "light" : "dark" }), { className: "icon-only" });
    this.copied = tool("Copy the link to this view", LINK, () => this.#copy(), { className: "icon-only" });
    this.wall = tool("Wall", WALL, () => this.#toWall(), { className: "icon-only" });
    this.place.replaceChildren(this.copied, this.theme, this.wall, tool("Tour", HELP, () => startTour(page), { className: "icon-only" }));
    this.#drawPages(data);
    this.leave = button("Leave the wall", "M6 6l12 12M18 6L6 18", undefined, { className: "leave-wall", hidden: true });
    this.leave.addEventListener("click", () => this.#fromWall());
    document.querySelector(".leave-wall")?.remove();
    document.body.append(this.leave);
    view.onChange(changed => {
      if (changed.includes("theme")) {
        this.#showTheme();
      }

      if (changed.includes("wall") || changed.includes("rotate")) {
        this.#showWall();
        page.pages.turn();
      }
    }, signal);
    dark.addEventListener("change", () => this.#showTheme(), { signal });
    document.addEventListener("keydown", event => {
      if (event.key === "Escape" && view.wall && !document.querySelector("dialog[open]")) {
        this.#fromWall();
      }
    }, { signal });
    document.addEventListener("fullscreenchange", () => {
      if (!document.fullscreenElement && this.wasFull) {
        this.wasFull = false;
        this.#fromWall();
      }
    }, { signal });
    this.#showTheme();
    this.#showWall();
  }

  get #themeName() {
    return this.page.view.theme ?? (dark.matches ? "dark" : "light");
  }

  #showTheme() {
    const name = this.#themeName;
    document.documentElement.dataset.theme = name;
    const other = name === "dark" ? "Light" : "Dark";
    this.theme.title = `${other} theme`;
    setText(this.theme.querySelector(".label"), `${other} theme`);
    this.page.map.theme(name);
    this.page.panels.theme();
  }

  #toWall() {
    this.page.view.set({ wall: true, rotate: this.page.view.rotate || (this.page.data.pages.length > 1 ? ROTATE_SECONDS : 0) });
    document.documentElement.requestFullscreen?.().then(() => this.wasFull = true, () => {});
  }

  #fromWall() {
    this.page.view.set({ wall: false, rotate: 0 });
    if (document.fullscreenElement) {
      document.exitFullscreen();
    }
  }

  #showWall() {
    document.body.classList.toggle("wall", this.page.view.wall);
    this.leave.hidden = !this.page.view.wall;
    dispatchEvent(new Event("resize"));
  }

  async #copy() {
    this.page.view.save();
    try {
      await navigator.clipboard.writeText(location.href);
      this.copied.dataset.done = "yes";
      setTimeout(() => delete this.copied.dataset.done, 1500);
    } catch {
      prompt("The link to this view:", location.href);
    }
  }

  #drawPages({ page, pages }) {
    const place = byId("pages");
    place.hidden = pages.length < 2;
    place.replaceChildren(...pages.map(({ name, title }) => {
      const link = element("a", { href: `/pages/${encodeURIComponent(name)}` }, title ?? name);
      if (name === page) {
        link.setAttribute("aria-current", "page");
      }

      link.addEventListener("click", event => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
          event.preventDefault();
          this.page.pages.go(name).catch(() => location.assign(link.href));
        }
      });
      return link;
    }));
  }
}
