// The ledger as a picture: from the streams, by their fates, to the tables. A fate opens its rows.
import { byId, element, svg } from "../dom.js";
import { openRows } from "./rows.js";
import * as text from "../text.js";

export const FATES = [
  ["stored", "stored"], ["inFlight", "in flight"], ["filtered", "filtered"], ["duplicate", "duplicate"], ["late", "late"], ["rejected", "rejected"], ["waiting", "waiting"],
];

const EVERY_MS = 1500;
const HEIGHT = 20; // of a node with its words, pixels
const GAP = 10;
const SCALE = 230; // pixels of all records together
const BAR = 12;
const LEAST = 2; // A fate of one record in a million is to be seen too.

export class Flow {
  #drawnAt = -Infinity;
  #said = "";

  constructor(page) {
    this.page = page;
    this.place = byId("flow");
    this.place.replaceChildren();
    const watch = new ResizeObserver(() => this.#draw(true));
    watch.observe(this.place.parentElement);
    page.signal.addEventListener("abort", () => watch.disconnect());
  }

  tick() {
    if (performance.now() - this.#drawnAt > EVERY_MS) {
      this.#draw(false);
    }
  }

  #draw(isForced) {
    const { pulse } = this.page;
    if (!pulse || pulse.pipelines.length === 0) {
      this.place.hidden = true;
      return;
    }

    const said = JSON.stringify(pulse.pipelines.map(entry => [entry.name, entry.stream, entry.read, ...FATES.map(([fate]) => entry[fate])]));
    this.#drawnAt = performance.now();
    this.place.hidden = false;
    const width = this.place.clientWidth;
    if (width === 0 || (!isForced && said === this.#said)) {
      return;
    }

    this.#said = said;
    const focused = document.activeElement?.dataset?.fate;
    this.place.replaceChildren(this.#picture(pulse.pipelines, width));
    if (focused) {
      this.place.querySelector(`[data-fate="${focused}"]`)?.focus();
    }
  }

  #picture(pipelines, width) {
    const narrow = width < 560;
    const read = pipelines.reduce((sum, entry) => sum + entry.read + entry.waiting, 0) || 1;
    const columns = [sources(pipelines), fates(pipelines), targets(pipelines)].slice(0, narrow ? 2 : 3);
    const most = Math.max(...columns.map(nodes => nodes.length));
    const height = SCALE + most * (HEIGHT + GAP);
    columns.forEach(nodes => layout(nodes, height, read));
    const left = narrow ? [0.3 * width, 0.62 * width] : [Math.min(260, 0.21 * width), 0.46 * width, width - Math.min(330, 0.27 * width)];
    const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": "From the streams, by fate, to the tables" });
    const links = svg("g", { class: "links" });
    picture.append(links);
    columns.slice(1).forEach((nodes, i) => {
      const before = new Map(columns[i].map(node => [node.id, node]));
      for (const node of nodes) {
        for (const [id, count] of node.from) {
          const source = before.get(id);
          if (source && count > 0) {
            links.append(link(source, node, count, left[i] + BAR, left[i + 1], read));
          }
        }
      }
    });
    columns.forEach((nodes, i) => nodes.forEach(node => picture.append(this.#node(node, left[i], i, width, read))));
    return picture;
  }

  #node(node, x, column, width, read) {
    const group = svg("g", { class: `node ${node.fate ? `fate-${node.fate}` : ""}` });
    group.append(svg("rect", { x, y: node.y, width: BAR, height: node.size, rx: 2 }));
    const isLeft = column === 0;
    const [at, room] = isLeft ? [x - 10, x - 14] : [x + BAR + 10, column === 1 ? 240 : width - x - 30];
    const said = `${text.short(node.count)}${width < 560 ? "" : ` · ${text.share(node.count / read)}`}`;
    const label = svg("text", { x: at, y: node.y + node.size / 2, "text-anchor": isLeft ? "end" : "start", "dominant-baseline": "central" });
    label.append(svg("tspan", { class: "name" }, short(node.name, room - said.length * 6.4 - 12)), " ", svg("tspan", { class: "count", dx: 4 }, said));
    group.append(label);
    if (!node.fate) {
      group.append(svg("title", {}, `${node.name}: ${text.count(node.count)}`));
    } else {
      Object.assign(group.dataset, { fate: node.fate });
      group.setAttribute("tabindex", 0);
      group.setAttribute("role", "button");
      const open = () => openRows(this.page, node.fate, node.name);
      group.prepend(svg("rect", { class: "hit", x: x - 5, y: node.y + Math.min(0, node.size / 2 - 13), width: 210, height: Math.max(26, node.size), rx: 6 }));
      group.addEventListener("click", open);
      group.addEventListener("keydown", event => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          open();
        }
      });
    }

    return group;
  }
}

function sources(pipelines) {
  const nodes = new Map();
  for (const entry of pipelines) {
    const node = nodes.get(entry.stream) ?? { id: entry.stream, name: entry.stream, count: 0, from: [] };
    node.count += entry.read + entry.waiting;
    nodes.set(entry.stream, node);
  }

  return [...nodes.values()].sort((a, b) => b.count - a.count);
}

function fates(pipelines) {
  return FATES.map(([fate, name]) => {
    const from = new Map();
    for (const entry of pipelines) {
      from.set(entry.stream, (from.get(entry.stream) ?? 0) + entry[fate]);
    }

    return { id: fate, fate, name, count: pipelines.reduce((sum, entry) => sum + entry[fate], 0), from };
  }).filter(({ count, fate }) => count > 0 || ["stored", "late", "rejected"].includes(fate));
}

function targets(pipelines) {
  const nodes = new Map();
  const add = (name, fate, count) => {
    const node = nodes.get(name) ?? { id: name, name, count: 0, from: new Map() };
    node.count += count;
    node.from.set(fate, (node.from.get(fate) ?? 0) + count);
    nodes.set(name, node);
  };
  for (const { name, stored, late, rejected } of pipelines) {
    // Each stream has a table of its raw records, and alerts one for all; named one by one they would hide the city's own tables.
    add(name.startsWith("raw.") ? "raw records" : name.startsWith("alert.") ? "alerts" : name.replace(/^processed\./, ""), "stored", stored);
    add("late and rejected rows", "late", late);
    add("late and rejected rows", "rejected", rejected);
  }

  return [...nodes.values()].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}

/** Heights in proportion to the counts, in all columns alike, but none less than its words need. */
function layout(nodes, height, read) {
  nodes.forEach(node => {
    node.size = Math.max(LEAST, node.count / read * SCALE);
    node.taken = 0;
    node.given = 0;
  });
  const room = nodes.reduce((sum, { size }) => sum + Math.max(size, HEIGHT) + GAP, 0);
  const spread = Math.min(16, (height - room) / (nodes.length + 1));
  let y = (height - room - spread * (nodes.length - 1)) / 2 + GAP / 2;
  for (const node of nodes) {
    const whole = Math.max(node.size, HEIGHT);
    node.y = y + (whole - node.size) / 2;
    y += whole + GAP + spread;
  }
}

function link(source, target, count, x0, x1, read) {
  const size = Math.max(0.75, count / read * SCALE);
  const y0 = source.y + Math.min(source.given, Math.max(0, source.size - size));
  const y1 = target.y + Math.min(target.taken, Math.max(0, target.size - size));
  source.given += size;
  target.taken += size;
  const middle = (x0 + x1) / 2;
  return svg("path", {
    class: `link fate-${target.fate ?? source.fate}`,
    d: `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}V${y1 + size}C${middle} ${y1 + size} ${middle} ${y0 + size} ${x0} ${y0 + size}Z`,
  });
}

const short = (name, pixels) => {
  const letters = Math.max(6, Math.floor(pixels / 6.6));
  return name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
};
