import { z } from 'zod';
import { query } from '@/lib/platform/command';
import { allProviders, seen } from '../queries';
import { SendingProviders } from '../schema';

export const listProviders = query({
  name: 'providers.list',
  summary: 'List the providers of this organisation, by channel in the order in which they are asked',
  access: 'settings:read',
  http: { method: 'GET', path: '/providers' },
  input: z.object({}),
  output: SendingProviders,
  async run(ctx) {
    return { items: (await allProviders(ctx)).map((row) => seen(ctx, row)) };
  },
});
