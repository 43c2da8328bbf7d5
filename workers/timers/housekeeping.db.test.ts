import { expect, it } from 'vitest';
import { createContact } from '@/lib/contacts';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { clean } from './housekeeping';

const database = await testDatabase();

it('what has ended is deleted and what lives is kept, of every tenant', async () => {
  const { slug, admin, ctx } = await testTenant(database);
  const other = await testTenant(database);
  const sql = database.owner.tags;
  for (const tenant of [slug, other.slug]) {
    for (const [key, age] of [
      ['old', '25 hours'],
      ['young', '23 hours'],
    ] as const)
      await sql`insert into idempotency_keys (tenant_id, command, key, request_hash, created_at) values (${tenant}, 'c', ${key}, 'h', now() - ${age}::interval)`;
  }
  for (const [name, left] of [
    ['old', '-1 hour'],
    ['young', '1 hour'],
  ] as const) {
    await sql`insert into rate_limits (key, window_start, count, expires_at) values (${name}, now(), 1, now() + ${left}::interval)`;
    await sql`insert into password_reset_tokens (token_hash, user_id, expires_at) values (${name}, ${admin.id}, now() + ${left}::interval)`;
  }
  for (const [agent, left, revoked] of [
    ['old', '-31 days', null],
    ['ended', '-29 days', null],
    ['live', '1 day', null],
    ['revoked', '1 day', '-31 days'],
    ['just', '1 day', '-1 day'],
  ] as const)
    await sql`insert into user_sessions (user_id, expires_at, revoked_at, user_agent) values (${admin.id}, now() + ${left}::interval, now() + ${revoked}::interval, ${agent})`;

  for (const [id, age] of [
    ['00000000-0000-7000-8000-000000000001', '91 days'],
    ['00000000-0000-7000-8000-000000000002', '89 days'],
    ['00000000-0000-7000-8000-000000000003', null],
  ] as const)
    await sql`insert into dead_letters (tenant_id, id, consumer, fact, error, attempts, state, created_at, settled_at)
      values (${slug}, ${id}, 'search', '{}', 'x', 1, ${age ? 'replayed' : 'open'}, now() - interval '1 year', now() - ${age}::interval)`;
  for (const [tab, left] of [
    ['old', '-1 second'],
    ['live', '1 minute'],
  ] as const)
    await sql`insert into presence (tenant_id, topic, user_id, tab, name, activity, until) values (${slug}, 'thread:1', 'u', ${tab}, 'Ann', 'looking', now() + ${left}::interval)`;

  const { id: contact } = await createContact(ctx, { email: 'held@example.org' });
  for (const [message, left] of [
    ['00000000-0000-7000-8000-000000000001', '-1 second'],
    ['00000000-0000-7000-8000-000000000002', '1 minute'],
  ] as const)
    await sql`insert into pressure_holds (tenant_id, message_id, contact_id, channel, held_until) values (${slug}, ${message}, ${contact}, 'email', now() + ${left}::interval)`;

  for (const [token, left] of [
    ['old', '-1 second'],
    ['young', '1 minute'],
  ] as const)
    await sql`insert into hook_tokens (tenant_id, token_hash, body_hash, expires_at) values (${slug}, ${Buffer.from(token)}, 'x', now() + ${left}::interval)`;

  for (const [name, age] of [
    ['old', '91 days'],
    ['young', '89 days'],
    ['live', null],
  ] as const)
    await sql`insert into push_subscriptions (tenant_id, contact_id, endpoint, endpoint_hash, p256dh, auth, application_key, ended_at, end_reason)
      values (${slug}, ${contact}, ${name}, ${Buffer.from(name)}, 'k', 'a', 'v', now() - ${age}::interval, ${age ? 'gone' : null})`;

  expect(await clean(database.services, new Date())).toEqual({
    answers: 2,
    limits: 1,
    links: 1,
    sessions: 2,
    letters: 1,
    presence: 1,
    holds: 1,
    tokens: 1,
    browsers: 1,
  });
  expect(await sql`select count(*)::int as count from dead_letters`).toEqual([{ count: 2 }]);
  expect(await sql`select tab from presence`).toEqual([{ tab: 'live' }]);
  const kept = await sql<{ tenant: string }[]>`select tenant_id as tenant from idempotency_keys where key = 'young'`;
  expect(new Set(kept.map((row) => row.tenant))).toEqual(new Set([slug, other.slug]));
  expect(await sql`select user_agent from user_sessions order by user_agent`).toEqual([
    { user_agent: 'ended' },
    { user_agent: 'just' },
    { user_agent: 'live' },
  ]);
  expect(await sql`select endpoint from push_subscriptions order by id`).toEqual([
    { endpoint: 'young' },
    { endpoint: 'live' },
  ]);
  expect(await sql`select key from rate_limits`).toEqual([{ key: 'young' }]);
  expect(await sql`select token_hash from password_reset_tokens`).toEqual([{ token_hash: 'young' }]);
  expect(await clean(database.services, new Date())).toEqual({
    answers: 0,
    limits: 0,
    links: 0,
    sessions: 0,
    letters: 0,
    presence: 0,
    holds: 0,
    tokens: 0,
    browsers: 0,
  });
});

it('the app role cannot clean', async () => {
  await expect(database.services.app.tags`select clean_expired_sessions()`).rejects.toMatchObject({ code: '42501' });
});
