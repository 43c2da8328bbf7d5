import { bareClient, type Connection, type Tags } from '@/db/client';

export type { Tags, TagsTx } from '@/db/client';

/** Connections of a loop's own, as the role that sees every tenant, for transactions that stay open: they take none from the pools. */
export const loopClient = (system: Pick<Connection, 'url'>, max: number): Tags => bareClient(system.url, max);
