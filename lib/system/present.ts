import type { deadLetters } from '@/db/schema';
import type { DeadLetterState } from '@/lib/platform/bus/vocabulary';
import type { DeadLetter, DeadLetterDetail } from './schema';

export type DeadLetterRow = typeof deadLetters.$inferSelect;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const presentDeadLetter = ({ fact, ...row }: DeadLetterRow): DeadLetter => ({
  id: row.id,
  consumer: row.consumer,
  state: row.state as DeadLetterState,
  fact: {
    id: text(fact['id']),
    type: text(fact['type']),
    entityType: text(fact['entityType']),
    entityId: text(fact['entityId']),
    occurredAt: text(fact['occurredAt']),
  },
  error: row.error,
  attempts: row.attempts,
  createdAt: row.createdAt.toISOString(),
  settledAt: row.settledAt?.toISOString() ?? null,
  settledBy: row.settledBy,
  reason: row.reason,
});

export const presentDetail = (row: DeadLetterRow): DeadLetterDetail => ({
  ...presentDeadLetter(row),
  payload: (row.fact['payload'] ?? {}) as Record<string, unknown>,
});
