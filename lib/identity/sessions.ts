import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { command, query } from '@/lib/platform/command';
import type { Actor, Ctx, TxCtx } from '@/lib/platform/context';
import { DomainError, notFound } from '@/lib/platform/errors';
import { deviceOf, networkOf } from '@/lib/platform/device';
import { Ended, SessionRef, Sessions } from './schema';

type User = Extract<Actor, { kind: 'user' }>;

/** The person who acts; programs and links have no sessions. */
export function requirePerson({ actor }: Ctx): User {
  if (actor.kind === 'user') return actor;
  throw new DomainError({ code: 'forbidden', message: 'Only a person who is signed in can do this, not a program.' });
}

export const listSessions = query({
  name: 'sessions.list',
  summary: 'List where I am signed in',
  access: 'any',
  http: { method: 'GET', path: '/account/sessions' },
  input: z.object({}),
  output: Sessions,
  async run(ctx) {
    const { id: user, sessionId } = requirePerson(ctx);
    const rows = await ctx.tx.execute<{
      id: string;
      created: string;
      seen: string;
      ip: string | null;
      user_agent: string | null;
    }>(sql`select id, ip, user_agent, to_json(created_at at time zone 'UTC') #>> '{}' || 'Z' as created, to_json(last_seen_at at time zone 'UTC') #>> '{}' || 'Z' as seen
      from list_sessions(${user}::uuid)`);
    const items = rows.map((row) => ({
      id: row.id,
      device: deviceOf(row.user_agent),
      network: networkOf(row.ip),
      signedInAt: new Date(row.created).toISOString(),
      lastSeenAt: new Date(row.seen).toISOString(),
      isCurrent: row.id === sessionId,
    }));
    return { items: items.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent)) };
  },
});

async function end(ctx: TxCtx, user: User, sessions: string[] | null): Promise<string[]> {
  const named = sessions
    ? sql`array[${sql.join(
        sessions.map((id) => sql`${id}::uuid`),
        sql`, `,
      )}]`
    : sql`null::uuid[]`;
  const keep = sessions ? null : (user.sessionId ?? null);
  const rows = await ctx.tx.execute<{ id: string }>(
    sql`select end_sessions as id from end_sessions(${user.id}::uuid, ${named}, ${keep}::uuid)`,
  );
  ctx.afterCommit(() => ctx.services.access.changed());
  return rows.map((row) => row.id);
}

export const endSession = command({
  name: 'sessions.end',
  summary: 'Sign out one of the places where I am signed in',
  access: 'any',
  http: { method: 'DELETE', path: '/account/sessions/{id}', status: 204 },
  input: SessionRef,
  output: z.object({}),
  entity: ({ id }) => ({ type: 'session', id }),
  async run(ctx, { id }) {
    const ended = await end(ctx, requirePerson(ctx), [id]);
    if (ended.length === 0) throw notFound('session of yours that is still open');
    return {};
  },
});

export const endOtherSessions = command({
  name: 'sessions.end_others',
  summary: 'Sign out everywhere but here',
  access: 'any',
  http: { method: 'POST', path: '/account/sessions/end-others' },
  input: z.object({}),
  output: Ended,
  async run(ctx) {
    const ended = await end(ctx, requirePerson(ctx), null);
    ctx.audit({ ended: ended.length });
    return { ended: ended.length };
  },
});
