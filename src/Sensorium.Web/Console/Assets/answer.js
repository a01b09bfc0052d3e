// Asks the city, and reads the rows as they come.

const token = document.querySelector("meta[name=sensorium-token]").content;

/** What the city refused: {code, message, fix, line, column}. */
export class Refusal extends Error {
  constructor(problem) {
    super(problem.message ?? "the city refused, and said no more.");
    Object.assign(this, { fix: "", code: "", ...problem });
  }
}

/** @param {AbortSignal} signal ends the query, also in the city */
async function post(path, question, signal) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Sensorium-Token": token },
    body: JSON.stringify(question),
    signal,
  });
  if (!response.ok) {
    throw new Refusal(await response.json().catch(() => ({ message: `the city answered with status ${response.status}.` })));
  }

  return response;
}

/**
 * @param {{columns, rows, end}} on is told of the columns, of rows as they come, and of the end
 * @throws {Refusal} also where the query fails after its first rows
 */
export async function ask(question, signal, on) {
  const response = await post("/query", question, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let isWhole = false;
  for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    const rows = [];
    for (const line of lines) {
      if (line[0] === "[") {
        rows.push(JSON.parse(line));
        continue;
      }

      const { columns, stale, end, error } = JSON.parse(line);
      if (error) {
        on.rows(rows);
        throw new Refusal(error);
      } else if (columns) {
        on.columns(columns, stale);
      } else {
        on.rows(rows.splice(0));
        on.end(end);
        isWhole = true;
      }
    }

    if (rows.length > 0) {
      on.rows(rows);
    }
  }

  if (!isWhole) {
    throw new Refusal({ message: "the answer broke off: the city has ended, or the rows were taken too slowly.", fix: "ask again." });
  }
}

/** Has the browser save the rows as a file. */
export async function save(question, signal) {
  const response = await post("/query/export", question, signal);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `answer.${question.format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export async function catalog() {
  const response = await fetch("/catalog");
  if (!response.ok) {
    throw new Refusal(await response.json().catch(() => ({ message: `the city answered with status ${response.status}.` })));
  }

  return (await response.json()).tables;
}
