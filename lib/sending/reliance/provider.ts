import { query } from '@/lib/platform/command';
import { findProvider } from '../queries';
import { ProviderRef, Reliance } from '../schema';
import { onProvider } from './look';

export const providerReliance = query({
  name: 'providers.reliance',
  summary: 'Tell who rests on a provider, and what becomes of their messages without it',
  access: 'settings:write',
  http: { method: 'GET', path: '/providers/{id}/reliance' },
  input: ProviderRef,
  output: Reliance,
  run: async (ctx, { id }) => onProvider(ctx, await findProvider(ctx, id)),
});
