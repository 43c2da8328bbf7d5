import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { connect } from '@/db/client';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { systemClock } from '@/lib/platform/clock';
import type { Logger } from '@/lib/platform/log';
import { acceptLink, createTenant, createUser, issueLinkTo, signIn } from '.';

const database = await testDatabase();
const email = () => `p${randomBytes(6).toString('hex')}@example.org`;

it('a user is not made in an organisation that does not exist, which is named', async () => {
  await expect(createUser(database.services, 'nope', { email: email() })).rejects.toMatchObject({
    code: 'not_found',
    message: 'The organisation "nope" does not exist.',
  });
});

it('an organisation may be in any zone that has been renamed, by either name, and is kept in that of today', async () => {
  for (const [timeZone, kept] of [
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['europe/kyiv', 'Europe/Kyiv'],
    [undefined, 'UTC'],
  ]) {
    const slug = `z${randomBytes(5).toString('hex')}`;
    await createTenant(database.services, { slug, name: 'Zone', timeZone }, 'mail.localhost');
    expect((await database.owner.tags`select time_zone from tenants where id = ${slug}`)[0]).toEqual({
      time_zone: kept,
    });
  }
  await expect(
    createTenant(database.services, { slug: 'nowhere', name: 'Nowhere', timeZone: '+05:30' }, 'mail.localhost'),
  ).rejects.toMatchObject({ fields: { timeZone: 'is not a time zone such as Europe/London' } });
});

it('an organisation in a zone that the database does not know is refused by its field, and not made', async () => {
  const { tags } = database.owner;
  await tags`create view public.pg_timezone_names as select * from pg_catalog.pg_timezone_names where name <> 'Europe/Kyiv'`;
  await tags`grant select on public.pg_timezone_names to ao_system`;
  const system = connect(database.urls.system, { max: 1, name: 'ao-test-zones' });
  onTestFinished(() => system.close());
  await system.tags`set search_path = public, pg_catalog`;
  const given = { slug: `z${randomBytes(5).toString('hex')}`, name: 'Zone' };
  await expect(createTenant({ system }, { ...given, timeZone: 'Europe/Kiev' }, 'mail.localhost')).rejects.toMatchObject(
    {
      code: 'invalid',
      fields: { timeZone: expect.stringContaining('database') },
    },
  );
  await createTenant({ system }, { ...given, timeZone: 'Europe/Berlin' }, 'mail.localhost');
});

it('who forgot the password chooses a new one by a link, and nobody else gets one', async () => {
  const { slug } = await testTenant(database);
  const [open, address] = [database.services, email()];
  await createUser(open, slug, { email: address, password: 'the forgotten password' });
  const token = await issueLinkTo(open, ` ${address.toUpperCase()} `);
  const visitor = { ip: undefined, userAgent: 'test' };
  await acceptLink(open, { token, password: 'the new long password' }, visitor, systemClock);
  const enter = (password: string) => signIn(open, { email: address, password }, visitor, systemClock);
  await expect(enter('the forgotten password')).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(await enter('the new long password')).toEqual(expect.any(String));
  await expect(issueLinkTo(open, 'nobody@example.org')).rejects.toMatchObject({
    code: 'not_found',
    message: 'Nobody signs in with nobody@example.org.',
  });
});

it('a link to an account is in the audit log of each of its organisations, without the link itself', async () => {
  const [one, two] = [await testTenant(database), await testTenant(database)];
  const [open, address] = [database.services, email()];
  const user = await createUser(open, one.slug, { email: address, password: 'the forgotten password' });
  await createUser(open, two.slug, { email: address });
  const token = await issueLinkTo(open, address);
  const rows = await database.owner.tags`
    select * from audit_logs where action = 'account.issue_link' and entity_type = 'user' and entity_id = ${user.id}`;
  expect(rows).toHaveLength(2);
  expect(new Set(rows.map((row) => row['tenant_id'] as string))).toEqual(new Set([one.slug, two.slug]));
  expect(rows[0]).toMatchObject({ actor_type: 'job', actor_id: 'job:command line' });
  expect(JSON.stringify(rows)).not.toContain(token);
});

it('a link to an account of no organisation is in the log of the process instead, by the account’s id and without the link', async () => {
  const [open, address] = [database.services, email()];
  const [user] = await database.owner.tags<{ id: string }[]>`
    insert into users (email, email_normalized, name) values (${address}, ${address}, 'Nowhere') returning id`;
  const lines: unknown[] = [];
  const log: Pick<Logger, 'warn'> = { warn: (...line: unknown[]) => void lines.push(line) };
  const token = await issueLinkTo(open, address, log);
  expect(lines).toEqual([
    [{ action: 'account.issue_link', actor: 'job:command line', user: user?.id }, expect.any(String)],
  ]);
  expect(JSON.stringify(lines)).not.toContain(token);

  const { slug } = await testTenant(database);
  await createUser(open, slug, { email: address });
  await issueLinkTo(open, address, log);
  expect(lines).toHaveLength(1);
});

it('a link that could not be made is in no log', async () => {
  const [{ services: open, owner }, address] = [database, email()];
  await owner.tags`insert into users (email, email_normalized, name) values (${address}, ${address}, 'Nowhere')`;
  await owner.tags`alter table password_reset_tokens add constraint no_more check (false) not valid`;
  onTestFinished(async () => void (await owner.tags`alter table password_reset_tokens drop constraint no_more`));
  const lines: unknown[] = [];
  await expect(issueLinkTo(open, address, { warn: (...line: unknown[]) => void lines.push(line) })).rejects.toThrow();
  expect(lines).toEqual([]);
});

it('a role that the organisation does not have is refused by its name, and nobody is made', async () => {
  const { slug } = await testTenant(database);
  const given = { email: email(), roles: ['user', 'king'] };
  await expect(createUser(database.services, slug, given)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(/^There is no role "king" in .+ Its roles are admin, .*user/),
  });
  const users = await database.services.system.tags`select 1 from users where email_normalized = ${given.email}`;
  expect(users).toHaveLength(0);
});
