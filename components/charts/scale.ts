/** Ticks from 0 to a round number at or above the greatest value, in two to four steps. */
export function ticksFor(max: number): number[] {
  if (!(max > 0)) return [0, 1];
  const raw = max / 3;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? 10 * power;
  const whole = Number.isInteger(max) ? Math.max(1, Math.ceil(step)) : step;
  const count = Math.ceil(max / whole - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * whole).toPrecision(12)));
}

/** Every how many labels one is drawn, so that at most `most` of `count` stand on the axis. */
export const labelStep = (count: number, most: number): number => Math.max(1, Math.ceil(count / most));
