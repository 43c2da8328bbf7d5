import { query } from '@/lib/platform/command';
import { readDetail } from './queries';
import { ThreadDetail, ThreadRef } from './schema';

export const getThread = query({
  name: 'inbox.get_thread',
  summary: 'Read a conversation with its newest messages',
  access: 'inbox:read',
  http: { method: 'GET', path: '/inbox/threads/{id}' },
  input: ThreadRef,
  output: ThreadDetail,
  run: (ctx, { id }) => readDetail(ctx, id),
});
