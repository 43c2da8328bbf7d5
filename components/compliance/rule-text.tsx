import type { SendingRule } from '@/lib/compliance/schema';
import { conditionWords, ruleSentence, type ProviderNames } from './words';

/** What a rule does, and to which messages. */
export function RuleText({ rule, providers }: { rule: SendingRule; providers?: ProviderNames }) {
  return (
    <>
      <span className="block text-ink-2">{ruleSentence(rule, providers)}</span>
      <span className="block text-xs text-ink-3">{conditionWords(rule.condition)}</span>
    </>
  );
}
