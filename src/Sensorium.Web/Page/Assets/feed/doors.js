// What the page asks the city for, beside its events.

/** What the city said no to: its code, what is wrong and the fix. */
export class Refusal extends Error {
  constructor(status, { code, message, fix } = {}) {
    super(message ?? `The city answered ${status}.`);
    [this.status, this.code, this.fix] = [status, code, fix];
  }
}

export async function get(address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) {
    throw await refusalOf(answer);
  }

  return answer.json();
}

export async function change(method, address, body) {
  const answer = await fetch(address, {
    method,
    headers: { "Content-Type": "application/json", "Sensorium-Token": token() },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw await refusalOf(answer);
  }

  return answer;
}

/** Where the console shows the answer to a query. */
export const consoleAddress = sql => `/console#${new URLSearchParams({ sql, ran: "1" })}`;

/** Rows of a query: {columns, rows}. */
export async function query(sql, limit) {
  const answer = await change("POST", "/query", { sql, asOf: null, limit, scan: false });
  const result = { columns: [], rows: [] };
  for (const line of (await answer.text()).split("\n").filter(Boolean)) {
    const part = JSON.parse(line);
    if (Array.isArray(part)) {
      result.rows.push(part);
    } else if (part.error) {
      throw new Refusal(200, part.error);
    } else if (part.columns) {
      result.columns = part.columns;
    }
  }

  return result;
}

/** The page as the city would send it now: its document. */
export async function pageAt(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) {
    throw await refusalOf(answer);
  }

  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

const tokenElement = of => of.querySelector("meta[name=sensorium-token]");

/** Takes over the token of a document that came later: each start of the city has its own. */
export function takeToken(from) {
  tokenElement(document).content = tokenElement(from).content;
}

const token = () => tokenElement(document).content;

async function refusalOf(answer) {
  const text = await answer.text();
  try {
    const problem = JSON.parse(text);
    return new Refusal(answer.status, { code: problem.code, message: problem.message ?? problem.detail ?? problem.title, fix: problem.fix });
  } catch {
    return new Refusal(answer.status);
  }
}
