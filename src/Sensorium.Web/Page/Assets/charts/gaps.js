// Where rows are missing a line must not pass over it.

const GAP = 2.5; // of the usual distance in time

/** The usual distance in time of neighbours in ordered times; Infinity of fewer than three. */
export function usualStep(times) {
  const steps = [];
  for (let i = 1; i < times.length; i++) {
    if (times[i] > times[i - 1]) {
      steps.push(times[i] - times[i - 1]);
    }
  }

  return steps.length < 2 ? Infinity : steps.sort((a, b) => a - b)[steps.length >> 1];
}

/** Series of [time, value] as columns over all times, null where one has no row, and a time of nulls in each gap. */
export function columnsOf(series) {
  const times = [...new Set(series.flatMap(points => points.map(([time]) => time)))].sort((a, b) => a - b);
  const step = usualStep(times);
  const all = [];
  times.forEach((time, i) => {
    if (i > 0 && time - times[i - 1] > GAP * step) {
      all.push(times[i - 1] + step);
    }

    all.push(time);
  });
  return [all, ...series.map(points => {
    const values = new Map(points);
    // A series that has fewer rows than the others is whole where its own rows stand as they usually do: undefined is passed over, null not.
    const own = points.map(([time]) => time);
    const far = GAP * usualStep(own);
    let next = 0;
    return all.map(time => {
      if (values.has(time)) {
        next++;
        return values.get(time);
      }

      return next > 0 && next < own.length && own[next] - own[next - 1] <= far ? undefined : null;
    });
  })];
}
