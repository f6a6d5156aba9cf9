import type { NeighbourConnection, Reading } from "./neighbour.ts";

/** What several parts of one file say, together. */
export function mergeReadings(readings: readonly Reading[]): Reading {
  const owner = new Map<NeighbourConnection["settings"], Reading>();
  for (const reading of readings) for (const { settings } of reading.connections) owner.set(settings, reading);
  return {
    connections: readings.flatMap(({ connections }) => connections),
    remarks: readings.flatMap(({ remarks }) => remarks),
    embedded: readings.flatMap(({ embedded }) => embedded),
    change: (wanted) =>
      owner.get(wanted.connection.settings)?.change(wanted) ?? { refused: "nobody knows whose setting it is" },
  };
}
