// Elements with text: what comes from devices only ever becomes text.

export const byId = id => document.getElementById(id);

export function element(name, text, className) {
  const made = document.createElement(name);
  if (text) {
    made.textContent = text;
  }

  if (className) {
    made.className = className;
  }

  return made;
}

/** Tabs that the arrow keys move between; shown(id) is called with the id of the panel that opens. */
export function tabs(list, shown) {
  const all = [...list.querySelectorAll("[role=tab]")];
  const open = tab => {
    for (const other of all) {
      other.setAttribute("aria-selected", other === tab ? "true" : "false");
      other.tabIndex = other === tab ? 0 : -1;
      byId(other.getAttribute("aria-controls")).hidden = other !== tab;
    }

    shown?.(tab.getAttribute("aria-controls"));
  };
  list.addEventListener("click", event => {
    const tab = event.target.closest("[role=tab]");
    if (tab) {
      open(tab);
    }
  });
  list.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
      next.focus();
      open(next);
    }
  });
  return id => open(all.find(tab => tab.getAttribute("aria-controls") === id));
}
