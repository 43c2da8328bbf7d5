import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemClock } from '@/lib/platform/clock';
import { mintCookie, readSession } from '@/lib/platform/session';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { acceptLink, createUser, issueLink, signIn } from '.';

const database = await testDatabase();
const open = database.services;
const password = 'correct horse battery';
const from = (ip: string | undefined) => ({ ip, userAgent: 'test' });

async function person() {
  const { slug } = await testTenant(database);
  const email = `p${randomBytes(6).toString('hex')}@example.org`;
  const user = await createUser(open, slug, { email, password });
  return {
    ...user,
    enter: (ip: string | undefined, word = password) => signIn(open, { email, password: word }, from(ip), systemClock),
  };
}

describe('sign-in', () => {
  it('a stranger who guesses from one address does not lock the owner out at another', async () => {
    const { enter } = await person();
    for (let i = 0; i < 10; i++)
      await expect(enter('192.0.2.1', 'wrong')).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(enter('192.0.2.1', 'wrong')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfter: expect.any(Number),
    });
    expect(await enter('192.0.2.2')).toEqual(expect.any(String));
  });

  it('guesses at one account are bounded over all addresses, and where none is known', async () => {
    const [far, near] = [await person(), await person()];
    for (let i = 0; i < 30; i++)
      await expect(far.enter(`198.51.100.${i}`, 'wrong')).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(far.enter('203.0.113.9', 'wrong')).rejects.toMatchObject({ code: 'rate_limited' });
    for (let i = 0; i < 30; i++)
      await expect(near.enter(undefined, 'wrong')).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(near.enter(undefined, 'wrong')).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

describe('one-time link', () => {
  it('sets the password once and ends every session that was open', async () => {
    const { id, enter } = await person();
    const before = await mintCookie(await enter(undefined));
    const [token, other] = [await issueLink(open, id), await issueLink(open, id)];
    const session = await acceptLink(open, { token, password: 'another long password' }, from(undefined), systemClock);
    expect(await readSession(before)).toBeNull();
    expect(await readSession(await mintCookie(session))).toMatchObject({ user: { id } });
    for (const used of [token, other]) {
      const again = acceptLink(open, { token: used, password: 'a third long password' }, from(undefined), systemClock);
      await expect(again).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    await expect(enter(undefined)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('guesses of links from one address are refused after a while, and cost no hashing', async () => {
    const guess = () =>
      acceptLink(open, { token: randomBytes(20).toString('hex'), password }, from('192.0.2.77'), systemClock);
    for (let i = 0; i < 30; i++) await expect(guess()).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(guess()).rejects.toMatchObject({ code: 'rate_limited' });
  });
});
