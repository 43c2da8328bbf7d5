import type { GateQuestion } from './gate';
import type { SourceType } from './vocabulary';

/**
 * What the gate is asked for a message of this source and purpose; the plan, the hand-over and "may we write?" all ask by it.
 * Only an answer in the inbox is transactional: a mailing needs consent for its purpose, whatever that is called.
 */
export const questionFor = (source: SourceType, purpose: string): GateQuestion => ({
  purpose,
  transactional: source === 'inbox',
});
