// Elements. Text from devices only ever becomes text.

export const byId = id => document.getElementById(id);

/** An element with properties, attributes for names with a dash, and children; text for strings. */
export function element(name, properties = {}, ...children) {
  return fill(document.createElement(name), properties, children);
}

export function svg(name, properties = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(properties)) {
    made.setAttribute(key, value);
  }

  made.append(...children);
  return made;
}

/** A picture of 24 by 24 drawn with lines. */
export const icon = path => svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, svg("path", { d: path }));

export function button(label, path, pressed, properties = {}) {
  const made = element("button", { type: "button", ...properties }, ...path ? [icon(path)] : [], element("span", { className: "label" }, label));
  made.title = label;
  if (pressed !== undefined) {
    made.setAttribute("aria-pressed", pressed);
  }

  return made;
}

/** Sets text only where it differs, so that nothing is laid out again for nothing. */
export function setText(place, text) {
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

export function setField(row, field, text) {
  setText(row.querySelector(`[data-field="${field}"]`), text);
}

function fill(made, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) {
      continue;
    } else if (key.includes("-") || key === "role" || key === "for") {
      made.setAttribute(key, value);
    } else if (key === "dataset") {
      Object.assign(made.dataset, value);
    } else {
      made[key] = value;
    }
  }

  made.append(...children.filter(child => child !== undefined && child !== null));
  return made;
}
