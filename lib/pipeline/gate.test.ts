import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type GateFacts, type GateQuestion } from './gate';
import { suppressionReasons } from './vocabulary';

const at = '2026-03-01T10:00:00.000Z';
const open: GateFacts = {
  contactStatus: 'active',
  address: 'a@example.org',
  consent: { granted: true, source: 'form', at },
  suppression: null,
};
const marketing: GateQuestion = { purpose: 'marketing', transactional: false };
const answer: GateQuestion = { purpose: 'service', transactional: true };

const anyFacts: fc.Arbitrary<GateFacts> = fc.record({
  contactStatus: fc.constantFrom('active', 'archived'),
  address: fc.constantFrom(null, 'a@example.org'),
  consent: fc.oneof(
    fc.constant(null),
    fc.record({ granted: fc.boolean(), source: fc.constant('form'), at: fc.constant(at) }),
  ),
  suppression: fc.oneof(
    fc.constant(null),
    fc.record({ reason: fc.constantFrom(...suppressionReasons), at: fc.constant(at) }),
  ),
});
const anyQuestion = fc.record({ purpose: fc.constantFrom('marketing', 'service'), transactional: fc.boolean() });

describe('the gate', () => {
  it.each([
    ['sends to who agreed', open, marketing, 'send', 'passed'],
    ['skips who was never asked', { ...open, consent: null }, marketing, 'skip', 'no_consent'],
    [
      'skips who took consent back',
      { ...open, consent: { granted: false, source: 'one_click', at } },
      marketing,
      'skip',
      'consent_withdrawn',
    ],
    [
      'skips a bounced address even for an answer',
      { ...open, suppression: { reason: 'bounce' as const, at } },
      answer,
      'skip',
      'suppressed_bounce',
    ],
    [
      'answers a person who unsubscribed from mailings',
      { ...open, consent: null, suppression: { reason: 'unsubscribe' as const, at } },
      answer,
      'send',
      'passed',
    ],
    ['skips the archived', { ...open, contactStatus: 'archived' as const }, marketing, 'skip', 'archived'],
    ['skips who has no address', { ...open, address: null }, answer, 'skip', 'no_address'],
  ] as const)('%s', (_, facts, question, decision, reason) => {
    expect(decide(facts, question)).toMatchObject({ decision, reason });
  });

  it('never sends marketing without a consent that holds and with any suppression', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { decision } = decide(facts, marketing);
        expect(decision === 'send').toBe(
          facts.contactStatus === 'active' &&
            facts.address !== null &&
            facts.consent?.granted === true &&
            facts.suppression === null,
        );
      }),
    );
  });

  it('tells of every rule once, in order, and asks none after the one that stops', () => {
    fc.assert(
      fc.property(anyFacts, anyQuestion, (facts, question) => {
        const verdict = decide(facts, question);
        expect(verdict.steps.map((s) => s.rule)).toEqual(['contact', 'consent', 'suppression']);
        const stop = verdict.steps.findIndex((s) => s.result === 'stops');
        expect(verdict.decision === 'skip').toBe(stop >= 0);
        verdict.steps.forEach((step, i) => {
          expect(step.result).toBe(stop < 0 || i < stop ? 'passed' : i === stop ? 'stops' : 'not_asked');
          expect(step.fact === '').toBe(step.result === 'not_asked');
        });
      }),
    );
  });
});
