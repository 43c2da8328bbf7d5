import { query } from '@/lib/platform/command';
import { Reliance, SenderRef } from '../schema';
import { findSender, presentSender } from '../senders/queries';
import { onSender } from './look';

export const senderReliance = query({
  name: 'senders.reliance',
  summary: 'Tell which campaigns rest on a sender, and what becomes of their messages without it',
  access: 'settings:write',
  http: { method: 'GET', path: '/senders/{id}/reliance' },
  input: SenderRef,
  output: Reliance,
  run: async (ctx, { id }) => onSender(ctx, presentSender(await findSender(ctx, id))),
});
