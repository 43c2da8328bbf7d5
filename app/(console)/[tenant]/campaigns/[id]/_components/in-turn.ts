import type { Campaign } from '@/lib/campaigns/schema';

/** Whether its people get it one after the other, by a pace or by their own clocks. */
export const goesInTurn = ({ options }: Pick<Campaign, 'options'>): boolean =>
  options.perHour !== null || options.sendLocal;
