// The editor's view of SQL: tokens for colours, the mistake's mark, and what completion has to know of a query. It judges nothing.

export const KEYWORDS = `
  all analyze and anti any array as asc asof between by case cast collate cross cube current date day describe desc distinct else
  end escape except exclude exists extract false fetch filter first following from full glob group grouping having hour ignore ilike in
  inner intersect interval is isnull join lateral left like limit materialized minute month natural not notnull null nulls offset on or
  order outer over partition pivot positional preceding qualify range recursive replace respect right rollup row rows sample second
  select semi sets show similar some struct summarize table tables tablesample then ties time timestamp to true try_cast unbounded union
  unique unnest unpivot using values when where window with within without year zone
`.trim().split(/\s+/);

const keywords = new Set(KEYWORDS);
const token = new RegExp([
  String.raw`(?<comment>--[^\n]*|/\*[\s\S]*?(?:\*/|$))`,
  String.raw`(?<string>'(?:[^']|'')*(?:'|$)|\$\$[\s\S]*?(?:\$\$|$))`,
  String.raw`(?<quoted>"(?:[^"]|"")*(?:"|$))`,
  String.raw`(?<number>\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b|\.\d+\b)`,
  String.raw`(?<word>[\p{L}_][\p{L}\p{N}_$]*)`,
  String.raw`(?<space>\s+)`,
  String.raw`(?<sign>[\s\S])`,
].join("|"), "giuy");

/** Every character of the text is in exactly one token: {kind, text, start, end}. */
export function tokens(text) {
  const found = [];
  token.lastIndex = 0;
  for (let match; token.lastIndex < text.length && (match = token.exec(text));) {
    let kind = Object.keys(match.groups).find(name => match.groups[name] !== undefined);
    if (kind === "word" && keywords.has(match[0].toLowerCase())) {
      kind = "keyword";
    }

    found.push({ kind, text: match[0], start: match.index, end: token.lastIndex });
  }

  for (let i = 0; i < found.length; i++) {
    if (found[i].kind === "word" && found[i + 1]?.text === "(") {
      found[i].kind = "function";
    }
  }

  return found;
}

/** A name as SQL wants it: quoted where it must be. */
export const named = name => /^[a-z_][a-z0-9_]*$/i.test(name) && !keywords.has(name.toLowerCase()) ? name : `"${name.replaceAll('"', '""')}"`;

/** A table's name in a query: processed tables are found without their layer. */
export function tableName(full) {
  const dot = full.indexOf(".");
  const [layer, name] = [full.slice(0, dot), full.slice(dot + 1)];
  return layer === "processed" ? named(name) : `${layer}.${named(name)}`;
}

const plain = ({ kind, text }) => (kind === "quoted" ? text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined).replaceAll('""', '"') : text).toLowerCase();
const isName = part => part?.kind === "word" || part?.kind === "quoted" || part?.kind === "function";

/**
 * What a query reads: its tables by the names they go by, and the names that WITH gives.
 * @returns {{sources: Map<string, string>, given: string[]}} alias or name → name as written, in small letters
 */
export function reads(parts) {
  const solid = parts.filter(({ kind }) => kind !== "space" && kind !== "comment");
  const sources = new Map();
  const given = [];
  for (let i = 0; i < solid.length; i++) {
    const word = solid[i].kind === "keyword" ? solid[i].text.toLowerCase() : "";
    if (isName(solid[i]) && solid[i + 1]?.text.toLowerCase() === "as" && solid[i + 2]?.text === "(") {
      given.push(plain(solid[i]));
    }

    if (word !== "from" && word !== "join") {
      continue;
    }

    // FROM a AS x, b y JOIN c
    for (let at = i + 1; isName(solid[at]);) {
      let name = plain(solid[at++]);
      while (solid[at]?.text === "." && isName(solid[at + 1])) {
        name += `.${plain(solid[at + 1])}`;
        at += 2;
      }

      sources.set(name.slice(name.lastIndexOf(".") + 1), name);
      at += solid[at]?.text.toLowerCase() === "as" ? 1 : 0;
      if (isName(solid[at])) {
        sources.set(plain(solid[at++]), name);
      }

      if (solid[at]?.text !== ",") {
        break;
      }

      at++;
    }
  }

  return { sources, given };
}
