import { bareClient, type Tags, type TagsTx } from '@/db/client';
import type { Services } from '../services';

/**
 * The role that sees every tenant, for claims, timers, relays and the SQL of search and segments, whose operators
 * keep their indexes only here. Every statement names its tenant. Who may import this is a list in the layer check.
 */
export const systemTags = (services: Pick<Services, 'system'>): Tags => services.system.tags;

export async function withSystem<T>(services: Pick<Services, 'system'>, fn: (sql: TagsTx) => Promise<T>): Promise<T> {
  const result = await services.system.tags.begin(async (tags) => ({ value: await fn(tags) }));
  return result.value;
}

/** One connection that stays the same until the caller ends it, for locks that live as long as a session. */
export const systemSession = (services: Pick<Services, 'system'>): Tags => bareClient(services.system.url);
