import type { SendingRule } from '@/lib/compliance/schema';
import { conditionWords, ruleSentence } from './words';

/** What a rule does, and to which messages. */
export function RuleText({ rule }: { rule: SendingRule }) {
  return (
    <>
      <span className="block text-ink-2">{ruleSentence(rule)}</span>
      <span className="block text-xs text-ink-3">{conditionWords(rule.condition)}</span>
    </>
  );
}
