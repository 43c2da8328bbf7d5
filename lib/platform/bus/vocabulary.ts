export const deadLetterStates = ['open', 'replaying', 'replayed', 'discarded'] as const;
export type DeadLetterState = (typeof deadLetterStates)[number];
