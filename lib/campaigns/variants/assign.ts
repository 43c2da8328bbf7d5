import { createHash } from 'node:crypto';

/** What decides where a recipient belongs; percentages of 100, weights by position. */
export interface Shares {
  weights: readonly number[];
  testPercent: number;
  holdoutPercent: number;
}

export interface Place {
  /** Kept apart, to compare with: gets nothing of this campaign. */
  heldOut: boolean;
  /** Position of the variant; null without variants, and for who waits until a winner is chosen. */
  variant: number | null;
  /** Gets what wins, when it is known. */
  waits: boolean;
}

const span = 2 ** 32;
const digest = (...parts: string[]): Buffer => createHash('sha1').update(parts.join(' ')).digest();

/** The position whose part of the sum of weights holds `point` (0 to 1). */
function pick(weights: readonly number[], point: number): number {
  const sum = weights.reduce((a, b) => a + b, 0);
  let rest = point * sum;
  for (const [position, weight] of weights.entries()) {
    if (rest < weight) return position;
    rest -= weight;
  }
  return weights.length - 1;
}

/**
 * Where a contact belongs in a campaign: by a hash of both, so that the same person always gets the same answer, whoever else is
 * in the audience. Variant, test group and control group are drawn independently of each other.
 */
export function assign(campaignId: string, contactId: string, shares: Shares): Place {
  const { weights, testPercent, holdoutPercent } = shares;
  if (weights.length === 0 && holdoutPercent === 0) return { heldOut: false, variant: null, waits: false };
  const hash = digest(campaignId, contactId);
  const draw = (at: number) => hash.readUInt32BE(at) / span;
  if (draw(0) * 100 < holdoutPercent) return { heldOut: true, variant: null, waits: false };
  if (weights.length === 0) return { heldOut: false, variant: null, waits: false };
  if (draw(4) * 100 >= testPercent) return { heldOut: false, variant: null, waits: true };
  return { heldOut: false, variant: pick(weights, draw(8)), waits: false };
}

/** Whether a contact belongs to the tenant's control group, in every campaign alike. A larger percentage keeps who was in a smaller one. */
export const inControlGroup = (tenant: string, contactId: string, percent: number): boolean =>
  percent > 0 && (digest('control', tenant, contactId).readUInt32BE(0) / span) * 100 < percent;
