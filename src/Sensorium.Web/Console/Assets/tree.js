// The lake's tables and their columns, with types, units and comments. Return or a click puts a name into the query.

import { element } from "./elements.js";
import { named, tableName } from "./sql.js";
import { counted } from "./values.js";

const isAside = table => /__(late|rejected)$/.test(table.name);

export class Tree {
  #root;
  #insert;
  #open = new Set();

  /** @param {(name: string) => void} insert takes a name as SQL writes it */
  constructor(root, insert) {
    this.#root = root;
    this.#insert = insert;
    root.addEventListener("click", event => this.#clicked(event));
    root.addEventListener("keydown", event => this.#key(event));
  }

  /** @param {string} sought only tables and columns whose names or comments have it */
  draw(tables, sought) {
    const focused = this.#root.contains(document.activeElement) ? document.activeElement.dataset.name : null;
    const has = text => text?.toLowerCase().includes(sought.toLowerCase());
    const layers = new Map();
    for (const table of tables) {
      // Late and rejected rows have tables of their own; where there are none, the tables would only be in the way.
      if (!sought && table.rows === 0 && isAside(table)) {
        continue;
      }

      const columns = sought ? table.columns.filter(column => has(column.name) || has(column.comment) || has(column.unit)) : table.columns;
      const isTable = !sought || has(table.name) || has(table.comment);
      if (!isTable && columns.length === 0) {
        continue;
      }

      const layer = table.name.slice(0, table.name.indexOf("."));
      layers.set(layer, [...layers.get(layer) ?? [], this.#table(table, isTable ? table.columns : columns, !isTable)]);
    }

    const order = ["processed", "final", "raw"];
    this.#root.replaceChildren(...[...layers].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map(([layer, items]) => this.#layer(layer, items)));
    const rows = this.#rows;
    (rows.find(row => row.dataset.name === focused) ?? rows[0])?.setAttribute("tabindex", "0");
    if (focused) {
      rows.find(row => row.dataset.name === focused)?.focus();
    }

    return layers.size > 0;
  }

  #layer(name, items) {
    const group = element("div", "", "layer");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", `${name} tables`);
    const title = element("p", name, "layer-name");
    title.setAttribute("aria-hidden", "true");
    group.append(title, ...items);
    return group;
  }

  #table(table, columns, isForced) {
    const isOpen = isForced || this.#open.has(table.name);
    const facts = table.error ? "cannot be read" : table.rows === null ? "" : counted(table.rows, "row");
    const line = element("div", "", "line");
    const sign = element("span", "▸", "sign");
    sign.setAttribute("aria-hidden", "true");
    line.append(sign, element("span", table.name.slice(table.name.indexOf(".") + 1), "name"), element("small", facts));
    const item = this.#item(1, table.name, tableName(table.name), line, table.error?.message ?? table.comment);
    item.setAttribute("aria-expanded", isOpen ? "true" : "false");
    const group = element("div", "", "columns");
    group.hidden = !isOpen;
    group.append(...columns.map(column => this.#column(table, column)));
    const whole = element("div", "", isAside(table) ? "table aside" : "table");
    whole.append(item, group);
    return whole;
  }

  #column(table, column) {
    const line = element("div", "", "line");
    line.append(element("span", column.name, "name"));
    if (column.unit) {
      line.append(element("span", column.unit, "unit"));
    }

    line.append(element("small", column.partition ? `${column.type} · partition` : column.type));
    return this.#item(2, `${table.name}.${column.name}`, named(column.name), line, column.comment);
  }

  #item(level, name, insert, line, comment) {
    const item = element("div", "", "item");
    item.setAttribute("role", "treeitem");
    item.setAttribute("aria-level", level);
    item.tabIndex = -1;
    Object.assign(item.dataset, { name, insert });
    item.append(line);
    if (comment) {
      item.append(element("p", comment, "comment"));
    }

    return item;
  }

  /** Items that are seen, in their order. */
  get #rows() {
    return [...this.#root.querySelectorAll("[role=treeitem]")].filter(item => !item.closest("[hidden]"));
  }

  #set(item, isOpen) {
    item.setAttribute("aria-expanded", isOpen ? "true" : "false");
    item.nextSibling.hidden = !isOpen;
    this.#open[isOpen ? "add" : "delete"](item.dataset.name);
  }

  #focus(item) {
    if (item) {
      this.#root.querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
      item.tabIndex = 0;
      item.focus();
    }
  }

  #clicked(event) {
    const item = event.target.closest("[role=treeitem]");
    if (!item) {
      return;
    }

    if (event.target.closest(".name") || !item.hasAttribute("aria-expanded")) {
      this.#insert(item.dataset.insert);
    } else {
      this.#set(item, item.getAttribute("aria-expanded") !== "true");
      this.#focus(item);
    }
  }

  #key(event) {
    const item = event.target.closest("[role=treeitem]");
    const rows = this.#rows;
    const at = rows.indexOf(item);
    const isOpen = item?.getAttribute("aria-expanded");
    const actions = {
      ArrowDown: () => this.#focus(rows[at + 1]),
      ArrowUp: () => this.#focus(rows[at - 1]),
      Home: () => this.#focus(rows[0]),
      End: () => this.#focus(rows.at(-1)),
      ArrowRight: () => isOpen === "false" ? this.#set(item, true) : isOpen && this.#focus(rows[at + 1]),
      ArrowLeft: () => isOpen === "true" ? this.#set(item, false) : this.#focus(item.closest(".columns")?.previousSibling),
      " ": () => isOpen && this.#set(item, isOpen === "false"),
      Enter: () => this.#insert(item.dataset.insert),
    };
    if (item && Object.hasOwn(actions, event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      actions[event.key]();
    }
  }
}
