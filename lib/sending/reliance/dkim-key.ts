import { query } from '@/lib/platform/command';
import { findDkimKey } from '../queries';
import { DkimRef, Reliance } from '../schema';
import { onDkimKey } from './look';

export const dkimKeyReliance = query({
  name: 'dkim_keys.reliance',
  summary: 'Tell whose mail rests on a DKIM key, and what becomes of it without the key',
  access: 'settings:write',
  http: { method: 'GET', path: '/dkim-keys/{id}/reliance' },
  input: DkimRef,
  output: Reliance,
  run: async (ctx, { id }) => onDkimKey(ctx, await findDkimKey(ctx, id)),
});
