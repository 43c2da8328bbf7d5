import { query } from '@/lib/platform/command';
import { presentDetail } from './present';
import { findDeadLetter } from './queries';
import { DeadLetterDetail, DeadLetterRef } from './schema';

export const getDeadLetter = query({
  name: 'system.get_dead_letter',
  summary: 'Read one dead letter: the fact, the error and the attempts',
  access: 'system:read',
  http: { method: 'GET', path: '/system/dead-letters/{id}' },
  input: DeadLetterRef,
  output: DeadLetterDetail,
  run: async (ctx, { id }) => presentDetail(await findDeadLetter(ctx, id)),
});
