// What the console shows, in the address after the #, which browsers send to no server.

const NAMES = ["sql", "asOf", "show", "kind", "x", "y", "by", "ran"];

/** @returns {{sql, asOf, show, kind, x, y, by, ran}} texts; those that are missing are empty */
export function read() {
  const given = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(NAMES.map(name => [name, given.get(name) ?? ""]));
}

export function write(view) {
  const kept = new URLSearchParams(NAMES.filter(name => view[name]).map(name => [name, view[name]]));
  history.replaceState(null, "", `#${kept}`);
}
