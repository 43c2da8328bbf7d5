import { describe, expect, it } from 'vitest';
import { builtIn } from '@/lib/compliance';
import type { Condition, SendingRule } from '@/lib/compliance/schema';
import { capacityScopes, waivable } from '@/lib/compliance/vocabulary';
import { channels, consentSources, purposes } from '@/lib/contacts/vocabulary';
import { gateSources } from '@/lib/pipeline/vocabulary';
import { conditionWords, countryName, ruleSentence } from './words';

const rule = (given: SendingRule['rule']): SendingRule => ({
  ...{ id: 'r', name: 'R', builtIn: false, condition: {}, rule: given },
  ...{ effectiveFrom: '2026-01-01T00:00:00.000Z', effectiveTo: null },
});

describe('rules in words', () => {
  it('no word of the vocabulary is shown as a program writes it', () => {
    const conditions: Condition[] = [
      { channels: [...channels], purposes: [...purposes], sources: [...gateSources] },
      ...builtIn.map((each) => each.condition),
    ];
    const sentences = [
      ...conditions.map(conditionWords),
      ...builtIn.map((one) => ruleSentence(one)),
      ruleSentence(rule({ type: 'double_opt_in', action: { sources: [...consentSources] } })),
      ruleSentence(rule({ type: 'bypass', action: { waives: [...waivable] } })),
      ...capacityScopes.map((per) =>
        ruleSentence(rule({ type: 'capacity', action: { messages: 10, seconds: 3600, per } })),
      ),
    ];
    for (const sentence of sentences)
      expect(sentence).not.toMatch(/_|undefined|\b(api|sms|whatsapp|[A-Z]{2} and|in [A-Z]{2}\b)/);
  });

  it('names the provider that a capacity is of, and says so where it is gone', () => {
    const of = (provider: string) =>
      ruleSentence(rule({ type: 'capacity', action: { messages: 10, seconds: 3600, per: 'provider', provider } }), {
        a: 'Own server',
      });
    expect(of('a')).toMatch(/^At most 10 in an hour by Own server\./);
    expect(of('installation')).toMatch(/by the mail server of this installation\./);
    expect(of('b')).toMatch(/by a provider that was deleted\./);
  });

  it('says whom a rule is for as a sentence, and nothing when it is for all', () => {
    expect(conditionWords({})).toBe('');
    expect(conditionWords({ sources: ['inbox'] })).toBe('For answers from the inbox.');
    expect(conditionWords({ channels: ['email', 'sms'], purposes: ['marketing'], countries: ['GB', 'CH'] })).toBe(
      'For marketing by email and SMS to people in the United Kingdom and Switzerland.',
    );
    expect(conditionWords({ countries: ['AT', 'BE', 'BG', 'HR', 'CY', 'CZ', 'DK'] })).toBe(
      'For everything to people in 7 countries.',
    );
  });

  it('a code that is no country is shown as it is', () => expect(countryName('ZZ')).toMatch(/^(ZZ|Unknown Region)$/));
});
