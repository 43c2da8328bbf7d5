import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemClock } from '@/lib/platform/clock';
import type { Ctx } from '@/lib/platform/context';
import { mintCookie, readSession, sessionContext } from '@/lib/platform/session';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { changePassword, createUser, endOtherSessions, endSession, issueLink, listSessions, peekLink, signIn } from '.';

const database = await testDatabase();
const open = database.services;
const password = 'correct horse battery';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function person() {
  const { slug, as } = await testTenant(database);
  const email = `p${randomBytes(6).toString('hex')}@example.org`;
  const user = await createUser(open, slug, { email, password });
  const enter = async (ip = '192.0.2.1', word = password) => {
    const id = await signIn(open, { email, password: word }, { ip, userAgent: firefox }, systemClock);
    const session = await readSession(await mintCookie(id), open);
    if (!session) throw new Error('the session is not there');
    return { id, ctx: sessionContext(session, slug, {}, open) };
  };
  const isOpen = async (id: string) => (await readSession(await mintCookie(id), open)) !== null;
  return { ...user, slug, as, enter, isOpen };
}
const listed = async (ctx: Ctx) => (await listSessions(ctx, {})).items;

describe('the places where I am signed in', () => {
  it('are told by device and network, this one first and marked; nobody else’s are among them', async () => {
    const [me, other] = [await person(), await person()];
    const [first, here] = [await me.enter('192.0.2.1'), await me.enter('198.51.100.7')];
    await other.enter();
    await database.owner.tags`update user_sessions set last_seen_at = now() + interval '1 hour' where id = ${first.id}`;
    expect(await listed(here.ctx)).toMatchObject([
      { id: here.id, isCurrent: true, network: '198.51.100.x', device: { name: 'Firefox on Linux', kind: 'computer' } },
      { id: first.id, isCurrent: false, network: '192.0.2.x' },
    ]);
  });

  it('are signed out one by one, at once', async () => {
    const me = await person();
    const [there, here] = [await me.enter(), await me.enter()];
    await endSession(here.ctx, { id: there.id });
    expect([await me.isOpen(there.id), await me.isOpen(here.id)]).toEqual([false, true]);
    expect(await listed(here.ctx)).toHaveLength(1);
    await expect(endSession(here.ctx, { id: there.id })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are signed out all but this one', async () => {
    const [me, other] = [await person(), await person()];
    const [a, b, here, theirs] = [await me.enter(), await me.enter(), await me.enter(), await other.enter()];
    expect(await endOtherSessions(here.ctx, {})).toEqual({ ended: 2 });
    const still = await Promise.all([me.isOpen(a.id), me.isOpen(b.id), me.isOpen(here.id), other.isOpen(theirs.id)]);
    expect(still).toEqual([false, false, true, true]);
  });

  it('of another person cannot be ended, and a program has none', async () => {
    const [me, other] = [await person(), await person()];
    const [mine, theirs] = [await me.enter(), await other.enter()];
    await expect(endSession(mine.ctx, { id: theirs.id })).rejects.toMatchObject({ code: 'not_found' });
    expect(await other.isOpen(theirs.id)).toBe(true);
    const program = {
      ...mine.ctx,
      actor: { kind: 'apiKey' as const, id: mine.id, name: 'k', permissions: new Set(['*']) },
    };
    await expect(listSessions(program, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(endOtherSessions(program, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      changePassword(program, { current: password, password: 'another long password' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('are seen: the last time moves on while one works, at most once in five minutes', async () => {
    const me = await person();
    const { id, ctx } = await me.enter();
    const at = async () => (await listed(ctx))[0]?.lastSeenAt;
    const start = await at();
    await me.isOpen(id);
    expect(await at()).toBe(start);
    await database.owner.tags`update user_sessions set last_seen_at = now() - interval '6 minutes' where id = ${id}`;
    database.services.access.changed(); // a session is looked up again after ten seconds at most, or now
    await me.isOpen(id);
    expect(Date.parse((await at()) ?? '')).toBeGreaterThanOrEqual(Date.parse(start ?? ''));
  });
});

describe('a change of password', () => {
  const next = 'another long password';

  it('takes the present one, keeps this session, ends the others and the links that are out', async () => {
    const me = await person();
    const [there, here] = [await me.enter(), await me.enter()];
    const link = await issueLink(open, me.id);
    expect(await changePassword(here.ctx, { current: password, password: next })).toEqual({ ended: 1 });
    expect([await me.isOpen(there.id), await me.isOpen(here.id)]).toEqual([false, true]);
    expect(await peekLink(open, link)).toBeNull();
    await expect(me.enter()).rejects.toMatchObject({ code: 'unauthenticated' });
    await me.enter('192.0.2.9', next);
    const [audit] = await database.owner.tags`
      select details from audit_logs where tenant_id = ${me.slug} and action = 'account.change_password'`;
    expect(JSON.stringify(audit)).not.toMatch(/long password|correct horse|argon2/);
  });

  it('with a wrong or the same password changes nothing, names the field, and is bounded', async () => {
    const me = await person();
    const here = await me.enter();
    await expect(changePassword(here.ctx, { current: 'wrong', password: next })).rejects.toMatchObject({
      code: 'invalid',
      fields: { current: expect.any(String) },
    });
    await expect(changePassword(here.ctx, { current: password, password })).rejects.toMatchObject({
      fields: { password: expect.any(String) },
    });
    await expect(changePassword(here.ctx, { current: password, password: 'short' })).rejects.toMatchObject({
      fields: { password: expect.any(String) },
    });
    for (let i = 0; i < 8; i++) await changePassword(here.ctx, { current: 'wrong', password: next }).catch(() => null);
    await expect(changePassword(here.ctx, { current: password, password: next })).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfter: expect.any(Number),
    });
    await me.enter('192.0.2.9');
  });
});
