// The newest rows of each table, the moment their windows close.
import { byId, element, setText } from "../dom.js";
import { tableOf } from "../panels/table.js";
import * as text from "../text.js";

const ROWS = 6;

export class Tables {
  #tables = new Map();
  #dirty = false;

  constructor(page) {
    this.page = page;
    this.place = byId("tables");
    this.cards = this.place.querySelector(".cards");
    this.cards.replaceChildren();
  }

  listen(events) {
    events.on("hello", ({ tables }) => this.#hello(tables.filter(({ alerts }) => !alerts)));
    events.on("rows", ({ table: name, total, skipped, rows }) => {
      const table = this.#tables.get(name);
      if (table) {
        table.rows = rows.reverse().concat(table.rows).slice(0, ROWS);
        table.total = total;
        table.skipped += skipped;
        table.isChanged = this.#dirty = true;
      }
    });
  }

  tick() {
    if (this.#dirty && this.page.clock.mode === "live") {
      this.#dirty = false;
      this.#draw();
    }
  }

  #hello(tables) {
    const known = this.#tables;
    this.#tables = new Map(tables.map(table => {
      const before = known.get(table.name);
      const goesOn = before && before.total === table.from;
      return [table.name, { ...table, rows: goesOn ? before.rows : [], total: table.from, skipped: goesOn ? before.skipped : 0, card: before?.card, isChanged: true }];
    }));
    known.forEach(({ card }, name) => this.#tables.has(name) || card?.remove());
    this.#dirty = true;
  }

  #draw() {
    this.place.hidden = this.#tables.size === 0;
    for (const [name, table] of this.#tables) {
      if (!table.card) {
        table.card = element("article", { className: "card inner" },
          element("header", {}, element("h3", {}, name), element("p", { className: "note" })),
          element("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": `Newest rows of ${name}` }));
        this.cards.append(table.card);
      }

      if (table.isChanged) {
        table.isChanged = false;
        setText(table.card.querySelector(".note"), `${text.count(table.total)} rows${table.skipped ? `, ${text.count(table.skipped)} too fast to show` : ""}`);
        table.card.querySelector(".scroll").replaceChildren(table.rows.length === 0 ? element("p", { className: "empty" }, "No row yet.")
          : tableOf(table.columns, table.rows, this.page.clock.now()));
      }
    }
  }
}
