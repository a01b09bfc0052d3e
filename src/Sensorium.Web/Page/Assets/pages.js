// Which page stands in the window. Another one takes its place without a new load, so that a wall keeps its full screen.
import { LivePage } from "./live.js";
import { pageAt, takeToken } from "./feed/doors.js";
import { byId } from "./dom.js";
import { View } from "./state/view.js";

export class Pages {
  #page = null;
  #rotation = 0;

  start() {
    this.#show(new View());
    addEventListener("popstate", () => this.#replace(location.pathname, new View()).catch(() => location.reload()));
  }

  /** Goes to another page, with the same way of looking at it. */
  async go(name, options = {}) {
    const view = this.#page.view;
    const next = new View({ search: "" });
    Object.assign(next, { theme: view.theme, wall: view.wall, rotate: view.rotate, span: view.span, at: view.at, play: view.play, speed: view.speed }, options);
    const path = `/pages/${encodeURIComponent(name)}`;
    await this.#replace(path, next, () => history.pushState(null, "", next.address(path)));
  }

  /**
   * After the city was away: takes its new token, and loads all anew where its assets are others.
   * @returns what the page holds now
   */
  async refresh() {
    const fresh = await pageAt(location.pathname);
    if (fresh.body.dataset.version !== document.body.dataset.version) { // Or it is no such page: a login, where the session has ended.
      this.#page.view.save();
      location.reload();
      return this.#page.data;
    }

    takeToken(fresh);

    return dataOf(fresh);
  }

  async #replace(path, view, done = () => {}) {
    const fresh = await pageAt(path);
    takeToken(fresh);
    this.#page.end();
    done();
    byId("page-data").textContent = fresh.getElementById("page-data").textContent;
    byId("main").replaceWith(document.importNode(fresh.getElementById("main"), true));
    document.title = fresh.title;
    this.#show(view);
  }

  #show(view) {
    this.#page = new LivePage(dataOf(document), view, this);
    this.#rotate();
  }

  /** On a wall the pages may take turns. */
  #rotate() {
    clearTimeout(this.#rotation);
    const { view, data } = this.#page;
    if (view.wall && view.rotate > 0 && data.pages.length > 1) {
      this.#rotation = setTimeout(() => {
        const at = data.pages.findIndex(({ name }) => name === data.page);
        this.go(data.pages[(at + 1) % data.pages.length].name).catch(() => this.#rotate());
      }, view.rotate * 1000);
    }
  }

  /** Where rotation was switched on or off. */
  turn() {
    this.#rotate();
  }
}

/** What the server wrote into the page, with what is missing in it. */
function dataOf(of) {
  return {
    page: "city", pages: [], layers: [], panels: [], thresholds: {}, map: null, role: "viewer",
    ...JSON.parse(of.getElementById("page-data")?.textContent.trim() || "{}"),
  };
}
