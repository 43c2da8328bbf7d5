import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, inControlGroup, type Place } from './assign';

const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 });
const percent = fc.integer({ min: 1, max: 100 });
const many = Array.from({ length: 20_000 }, () => randomUUID());
const campaign = randomUUID();
const share = (places: Place[], which: (p: Place) => boolean) => places.filter(which).length / places.length;

describe('assign', () => {
  it('gives a person the same place however often and among whomever it is asked', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), weights, percent, (of, contact, w, testPercent) => {
        const shares = { weights: w, testPercent, holdoutPercent: 10 };
        expect(assign(of, contact, shares)).toEqual(assign(of, contact, shares));
      }),
    );
  });

  it('is exactly one of held out, waiting, or in one of the variants', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), weights, percent, (of, contact, w, testPercent) => {
        const { heldOut, waits, variant } = assign(of, contact, { weights: w, testPercent, holdoutPercent: 20 });
        expect([heldOut, waits, variant !== null].filter(Boolean)).toHaveLength(1);
        if (variant !== null) expect(variant).toBeLessThan(w.length);
      }),
    );
  });

  it('shares by weight within one percent', () => {
    const places = many.map((id) =>
      assign(campaign, id, { weights: [50, 30, 20], testPercent: 100, holdoutPercent: 0 }),
    );
    for (const [position, wanted] of [0.5, 0.3, 0.2].entries())
      expect(Math.abs(share(places, (p) => p.variant === position) - wanted)).toBeLessThan(0.015);
  });

  it('holds out and tests as many as asked, and the control group does not lean on the variants', () => {
    const places = many.map((id) => assign(campaign, id, { weights: [1, 1], testPercent: 20, holdoutPercent: 10 }));
    expect(Math.abs(share(places, (p) => p.heldOut) - 0.1)).toBeLessThan(0.01);
    expect(Math.abs(share(places, (p) => p.waits) - 0.9 * 0.8)).toBeLessThan(0.015);
    expect(Math.abs(share(places, (p) => p.variant === 0) - 0.9 * 0.1)).toBeLessThan(0.01);
  });

  it('leaves everybody else where they were when the test or the control group grows', () => {
    fc.assert(
      fc.property(fc.uuid(), percent, percent, (contact, a, b) => {
        const at = (testPercent: number, holdoutPercent: number) =>
          assign(campaign, contact, { weights: [1, 1, 1], testPercent, holdoutPercent });
        const [small, large] = a < b ? [a, b] : [b, a];
        if (at(small, 0).variant !== null) expect(at(large, 0)).toEqual(at(small, 0));
        if (at(50, small / 2).heldOut) expect(at(50, large / 2).heldOut).toBe(true);
      }),
    );
  });

  it('two campaigns draw independently, and the group of a tenant is the same in both', () => {
    const places = (of: string) =>
      many.map((id) => assign(of, id, { weights: [1, 1], testPercent: 100, holdoutPercent: 0 }));
    const [a, b] = [places(randomUUID()), places(randomUUID())];
    const same = a.filter((p, i) => p.variant === b[i]?.variant).length / many.length;
    expect(Math.abs(same - 0.5)).toBeLessThan(0.02);
    const held = many.filter((id) => inControlGroup('uni', id, 5));
    expect(Math.abs(held.length / many.length - 0.05)).toBeLessThan(0.01);
    expect(held.every((id) => inControlGroup('uni', id, 8))).toBe(true);
    expect(held.filter((id) => inControlGroup('other', id, 5)).length).toBeLessThan(held.length / 5);
  });
});
