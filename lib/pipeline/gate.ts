import type { GateRule, SkipReason, SuppressionReason } from './vocabulary';

/** What is known of one recipient when the gate is asked; loaded by facts.ts. */
export interface GateFacts {
  contactStatus: 'active' | 'archived';
  /** Normalised address on the message's channel. */
  address: string | null;
  /** The latest row of the ledger for this channel and purpose; null when never asked. */
  consent: { granted: boolean; source: string; at: string } | null;
  suppression: { reason: SuppressionReason; at: string } | null;
}

/** What kind of message asks. `transactional` answers what the person asked for and needs no marketing consent. */
export interface GateQuestion {
  purpose: string;
  transactional: boolean;
}

export interface GateStep {
  rule: GateRule | 'contact';
  result: 'passed' | 'stops' | 'not_asked';
  /** The fact used, in words. */
  fact: string;
}

export type Verdict =
  | { decision: 'send'; rule: 'passed'; reason: 'passed'; steps: GateStep[] }
  | { decision: 'skip'; rule: GateStep['rule']; reason: SkipReason; steps: GateStep[] };

type Check = (facts: GateFacts, question: GateQuestion) => { stop: SkipReason; fact: string } | { fact: string };

const day = (iso: string) => iso.slice(0, 10);

const checks: readonly (readonly [GateStep['rule'], Check])[] = [
  [
    'contact',
    ({ contactStatus, address }) => {
      if (contactStatus === 'archived') return { stop: 'archived', fact: 'The contact is archived.' };
      if (!address) return { stop: 'no_address', fact: 'The contact has no address on this channel.' };
      return { fact: `Reachable at ${address}.` };
    },
  ],
  [
    'consent',
    ({ consent }, { transactional, purpose }) => {
      if (transactional) return { fact: 'An answer to the person needs no consent.' };
      if (!consent) return { stop: 'no_consent', fact: `There is no consent for ${purpose}.` };
      if (!consent.granted)
        return {
          stop: 'consent_withdrawn',
          fact: `Consent for ${purpose} was withdrawn on ${day(consent.at)} (${consent.source}).`,
        };
      return { fact: `Consent for ${purpose} since ${day(consent.at)} (${consent.source}).` };
    },
  ],
  [
    'suppression',
    ({ suppression }, { transactional }) => {
      if (!suppression) return { fact: 'The address is on no suppression list.' };
      if (transactional && suppression.reason === 'unsubscribe')
        return { fact: 'Unsubscribed from mailings; an answer to the person is allowed.' };
      return {
        stop: `suppressed_${suppression.reason}`,
        fact: `The address is suppressed since ${day(suppression.at)} (${suppression.reason}).`,
      };
    },
  ],
];

/**
 * May this message go to this person? Pure; every sender asks it, when a message is planned and again when it is handed over.
 * The first rule that stops decides; the rules after it are not asked.
 */
export function decide(facts: GateFacts, question: GateQuestion): Verdict {
  const steps: GateStep[] = [];
  let stopped: { rule: GateStep['rule']; reason: SkipReason } | null = null;
  for (const [rule, check] of checks) {
    if (stopped) {
      steps.push({ rule, result: 'not_asked', fact: '' });
      continue;
    }
    const answer = check(facts, question);
    if ('stop' in answer) stopped = { rule, reason: answer.stop };
    steps.push({ rule, result: 'stop' in answer ? 'stops' : 'passed', fact: answer.fact });
  }
  return stopped
    ? { decision: 'skip', ...stopped, steps }
    : { decision: 'send', rule: 'passed', reason: 'passed', steps };
}
