import { instantOf } from '@/lib/platform/zones';

const day = 86_400_000;

/** The first place on earth has its hour so long before UTC has it. */
export const earliestMs = 14 * 3_600_000;

/**
 * When each zone has the hour `wall`. Zones in which it was over before `from` get it at `from`, or at the same hour of the first
 * day that is still to come.
 */
export function localDues(
  wall: number,
  zones: Iterable<string>,
  from: number,
  past: 'now' | 'next_day',
): Map<string, number> {
  const dues = new Map<string, number>();
  for (const zone of zones) {
    let at = instantOf(wall, zone);
    if (at < from) {
      const days = Math.ceil((from - at) / day);
      at = past === 'now' ? from : instantOf(wall + days * day, zone);
      if (at < from) at = instantOf(wall + (days + 1) * day, zone);
    }
    dues.set(zone, at);
  }
  return dues;
}
