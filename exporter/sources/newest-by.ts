/** The row with the latest time, among those that have one. */
export function newestBy<Row>(
  rows: readonly Row[],
  timeOf: (row: Row) => number | undefined,
): Row | undefined {
  let newest: { row: Row; time: number } | undefined;
  for (const row of rows) {
    const time = timeOf(row);
    if (time !== undefined && (newest === undefined || time > newest.time)) newest = { row, time };
  }
  return newest?.row;
}
