import { sql } from 'drizzle-orm';
import type { TxCtx } from '../context';

export const presenceChannel = 'presence';

/** Has every open page of the tenant hear that somebody came to a topic, left it or does something else there. */
export async function tellPresence({ tx, tenant }: TxCtx, topic: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${presenceChannel}, ${`${tenant} ${topic}`})`);
}

/** Tenants have no blanks in their names. */
export function readPresence(payload: string): { tenant: string; topic: string } {
  const at = payload.indexOf(' ');
  return { tenant: payload.slice(0, at), topic: payload.slice(at + 1) };
}
