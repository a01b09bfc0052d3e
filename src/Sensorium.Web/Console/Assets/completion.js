// What may stand where the caret is: tables, columns, SQL words, functions.

import { FUNCTIONS } from "./functions.js";
import { KEYWORDS, named, reads, tableName, tokens } from "./sql.js";

const MOST = 50;
const AFTER_TABLES = new Set(["from", "join", "describe", "summarize"]);

/**
 * @param {Array} tables of the catalog
 * @param {boolean} asked whether the user asks, rather than types
 * @returns {{from: number, items: {label, insert, kind, detail}[]}} what to put in place of the text from `from` up to the caret
 */
export function suggest(text, caret, tables, asked) {
  const parts = tokens(text);
  const inside = parts.find(({ kind, start, end }) => start < caret && caret <= end && (kind === "comment" || kind === "string"));
  if (inside && !(inside.kind === "string" && caret === inside.end && inside.text.length > 1 && inside.text.endsWith("'"))) {
    return { from: caret, items: [] };
  }

  const word = /[\p{L}_][\p{L}\p{N}_$]*$/u.exec(text.slice(0, caret))?.[0] ?? "";
  const from = caret - word.length;
  const before = text.slice(0, from);
  const qualifier = /(?:"([^"]+)"|([\p{L}_][\p{L}\p{N}_$]*))\.$/u.exec(before);
  if (!asked && !qualifier && word.length === 0) {
    return { from, items: [] };
  }

  const last = lastWord(before, parts, from);
  if (last === "as" && !asked) {
    return { from, items: [] }; // A name of the user's own comes here.
  }

  const { sources, given } = reads(parts);
  const items = qualifier
    ? ofQualifier((qualifier[1] ?? qualifier[2]).toLowerCase(), sources, tables)
    : AFTER_TABLES.has(last)
      ? [...given.map(name => ({ label: name, insert: named(name), kind: "with", detail: "named by WITH" })), ...tables.map(ofTable)]
      : everything(sources, given, tables);
  return { from, items: fitting(items, word, qualifier || asked) };
}

function lastWord(before, parts, from) {
  const solid = parts.filter(({ kind, end }) => end <= from && kind !== "space" && kind !== "comment");
  let last = solid.length - 1;

  // After "FROM a, " comes a table too.
  while (last >= 2 && solid[last].text === "," && ["word", "quoted"].includes(solid[last - 1].kind)) {
    last -= 2;
    while (last >= 0 && (["word", "quoted"].includes(solid[last].kind) || solid[last].text === "." || solid[last].text.toLowerCase() === "as")) {
      last--;
    }
  }

  return solid[last]?.text.toLowerCase() ?? "";
}

function tableOf(name, tables) {
  const full = name.includes(".") ? name : `processed.${name}`;
  return tables.find(table => table.name.toLowerCase() === full);
}

function ofQualifier(name, sources, tables) {
  const table = tableOf(sources.get(name) ?? name, tables);
  if (table) {
    return table.columns.map(ofColumn);
  }

  return tables.filter(table => table.name.startsWith(`${name}.`)).map(table => {
    const short = table.name.slice(name.length + 1);
    return { label: short, insert: named(short), kind: "table", detail: table.comment ?? "" };
  });
}

function everything(sources, given, tables) {
  const read = [...new Set(sources.values())].map(name => tableOf(name, tables)).filter(Boolean);
  const columns = new Map();
  for (const column of read.flatMap(table => table.columns)) {
    columns.set(column.name, columns.get(column.name) ?? ofColumn(column));
  }

  return [
    ...columns.values(),
    ...[...sources.keys(), ...given].map(name => ({ label: name, insert: named(name), kind: "alias", detail: "" })),
    ...KEYWORDS.map(word => ({ label: word.toUpperCase(), insert: word.toUpperCase(), kind: "word", detail: "" })),
    ...FUNCTIONS.map(({ call, what, name }) => ({ label: call, insert: call.endsWith("()") || call.endsWith("(*)") ? call : `${name}(`, kind: "function", detail: what })),
    ...tables.map(ofTable),
  ];
}

const ofTable = table => ({ label: tableName(table.name), insert: tableName(table.name), kind: "table", detail: table.comment ?? "" });

const ofColumn = column => ({
  label: column.name,
  insert: named(column.name),
  kind: "column",
  detail: [column.type, column.unit].filter(Boolean).join(" · "),
});

/** Those that begin with the word come first; within a kind the order stays. */
function fitting(items, word, isWide) {
  const sought = word.toLowerCase();
  const rank = ({ label, insert, kind }) => {
    const name = label.toLowerCase();
    return name.startsWith(sought) || insert.toLowerCase().startsWith(sought) ? 0 : (kind === "table" || kind === "column") && name.includes(sought) ? 1 : 2;
  };
  const found = items.map(item => ({ item, at: rank(item) })).filter(({ at }) => at < 2).sort((a, b) => a.at - b.at).map(({ item }) => item);
  const unique = [...new Map(found.map(item => [item.label, item])).values()];

  // A word that is written in full wants no list.
  return unique.length === 1 && unique[0].insert.toLowerCase() === sought && !isWide ? [] : unique.slice(0, MOST);
}
