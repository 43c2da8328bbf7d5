import { describe, expect, it } from 'vitest';
import { acceptLink, issueLink, peekLink, signIn } from '@/lib/identity';
import { systemClock } from '@/lib/platform/clock';
import { testDatabase } from '@/lib/testing/database';
import { firstStart } from './first-start';

const database = await testDatabase({ DEMO: '0', PUBLIC_URL: 'http://sample' });
const open = database.services;
const visitor = { ip: undefined, userAgent: 'test' };

const start = () =>
  firstStart({
    ...{ ownerUrl: database.urls.owner, systemUrl: database.urls.system, appUrl: database.urls.app },
    env: Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? ''])),
  });
const tokenOf = (link: string | null) => link?.split('/').at(-1) ?? '';

describe('the administrator’s one-time link', () => {
  it('is given afresh at every start until somebody has a password, and the older ones stop working', async () => {
    const first = await start();
    expect(first).toMatchObject({ created: true, adminLink: expect.stringMatching(/^http:\/\/sample\/setup\/./) });
    const second = await start();
    expect(second).toMatchObject({ created: false, adminLink: expect.stringMatching(/^http:\/\/sample\/setup\/./) });
    expect(await peekLink(open, tokenOf(first.adminLink))).toBeNull();

    const third = tokenOf((await start()).adminLink);
    expect(await peekLink(open, tokenOf(second.adminLink))).toBeNull();
    const person = await peekLink(open, third);
    expect(person?.name).toBe('Administrator');

    const password = 'correct horse battery';
    await acceptLink(open, { token: third, password }, visitor, systemClock);
    const [user] = await database.owner.tags<{ id: string }[]>`select id from users`;
    const later = await issueLink(open, user?.id ?? '');
    expect(await start()).toEqual({ created: false, adminLink: null });
    expect(await peekLink(open, later)).not.toBeNull();
    expect(await signIn(open, { email: person?.email, password }, visitor, systemClock)).toEqual(expect.any(String));
  });
});
