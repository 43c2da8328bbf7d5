import { z } from 'zod';
import { query } from '@/lib/platform/command';
import { Senders } from '../schema';
import { allSenders, presentSender } from './queries';

export const listSenders = query({
  name: 'senders.list',
  summary: 'List the names and addresses that mail can come from, the default one first',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/senders' },
  input: z.object({}),
  output: Senders,
  async run(ctx) {
    return { items: (await allSenders(ctx)).map(presentSender) };
  },
});
