// Queries that were run, kept by this browser alone, newest first.

const KEY = "sensorium.console.history";
const MOST = 100;
const MOST_CHARACTERS = 200_000;

export function past() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(entry => typeof entry?.sql === "string") : [];
  } catch {
    return []; // A browser that keeps nothing, or something else under that name.
  }
}

/** @param {{sql, asOf, at, rows, milliseconds}} entry one that is there already moves to the top */
export function remember(entry) {
  const entries = [entry, ...past().filter(({ sql, asOf }) => sql !== entry.sql || (asOf ?? "") !== (entry.asOf ?? ""))].slice(0, MOST);
  while (entries.length > 1 && entries.reduce((sum, { sql }) => sum + sql.length, 0) > MOST_CHARACTERS) {
    entries.pop();
  }

  write(entries);
}

export const forget = () => write([]);

function write(entries) {
  try {
    localStorage.setItem(KEY, JSON.stringify(entries));
  } catch {
    // Full, or not allowed: the console works without.
  }
}
