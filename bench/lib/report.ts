export interface Figure {
  name: string;
  figure: number;
  unit: string;
  /** What this machine reached with the raw means, in the same run. */
  limit: number;
  seconds: number;
  peakRssMb: number;
  [more: string]: unknown;
}

const shown = (value: unknown): string =>
  typeof value === 'number'
    ? value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 })
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

/** Prints what was measured as a table, then as one line of JSON. */
export function report(measured: Figure): void {
  const rounded = {
    ...measured,
    figure: Math.round(measured.figure * 100) / 100,
    limit: Math.round(measured.limit * 100) / 100,
    seconds: Math.round(measured.seconds * 100) / 100,
  };
  const { name, figure, unit, limit, seconds, peakRssMb, ...more } = rounded;
  const line = {
    name,
    figure,
    unit,
    limit,
    ratio: Math.round((figure / limit) * 1000) / 1000,
    seconds,
    peakRssMb: Math.round(peakRssMb),
    ...more,
  };
  const width = Math.max(...Object.keys(line).map((key) => key.length));
  for (const [key, value] of Object.entries(line)) console.log(`${key.padEnd(width)}  ${shown(value)}`);
  console.log(JSON.stringify(line));
}
