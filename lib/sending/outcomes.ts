import type { HandOver, OutboundMessage, Provider, SendHooks } from './provider';

const noAnswer: HandOver = { state: 'unknown', reason: 'The provider gave no answer.' };

/** Hands over one message or a few, and gathers what became of each, by its place. Rejects when the provider broke off. */
export async function outcomesOf<const Batch extends readonly OutboundMessage[]>(
  provider: Provider,
  batch: Batch,
  hooks: Partial<Omit<SendHooks, 'answered'>> = {},
): Promise<{ [Index in keyof Batch]: HandOver }> {
  const outcomes = batch.map(() => noAnswer);
  const answered = (index: number, outcome: HandOver) => void (outcomes[index] = outcome);
  await provider.send(batch, { handingOver: () => undefined, ...hooks, answered });
  return outcomes as { [Index in keyof Batch]: HandOver };
}
