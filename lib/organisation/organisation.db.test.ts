import { describe, expect, it, onTestFinished } from 'vitest';
import { connect } from '@/db/client';
import { listRules } from '@/lib/compliance';
import { createApiKey } from '@/lib/identity';
import { apiKeyContext } from '@/lib/platform/session';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { getOrganisation, updateOrganisation } from '.';

const database = await testDatabase();
const { tags } = database.owner;

describe('what an organisation is called and where it is', () => {
  it('is changed one thing at a time, for this organisation alone, and the audit log says from what to what', async () => {
    const [one, other] = [await testTenant(database), await testTenant(database)];
    const made = { id: one.slug, name: `Tenant ${one.slug}`, timeZone: 'UTC', country: 'GB' };
    expect(await getOrganisation(one.ctx, {})).toEqual(made);
    await updateOrganisation(one.ctx, { name: '  Alumni Office ' });
    await updateOrganisation(one.ctx, { country: 'Deutschland' });
    const now = { ...made, name: 'Alumni Office', timeZone: 'Europe/Kyiv', country: 'DE' };
    expect(await updateOrganisation(one.ctx, { timeZone: 'europe/kiev' })).toEqual(now);
    expect(await getOrganisation(one.ctx, {})).toEqual(now);
    expect(await getOrganisation(other.ctx, {})).toMatchObject({ timeZone: 'UTC', country: 'GB' });
    const rows = await tags`
      select entity_id, details from audit_logs where tenant_id = ${one.slug} and action = 'organisation.update' order by id desc limit 1`;
    expect(rows).toMatchObject([
      { entity_id: one.slug, details: { before: { timeZone: 'UTC' }, after: { timeZone: 'Europe/Kyiv' } } },
    ]);
  });

  it('is read by who may read settings, and changed by who may change them', async () => {
    const t = await testTenant(database);
    expect(await getOrganisation(t.as(['settings:read']), {})).toMatchObject({ country: 'GB' });
    for (const ctx of [t.as('user'), t.as('readonly')])
      await expect(getOrganisation(ctx, {})).rejects.toMatchObject({ code: 'forbidden' });
    for (const ctx of [t.as('user'), t.as(['settings:read'])])
      await expect(updateOrganisation(ctx, { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await getOrganisation(t.ctx, {})).toMatchObject({ name: `Tenant ${t.slug}` });
  });

  it.each([
    ['name', '   ', 'is empty'],
    ['timeZone', '+05:30', 'is not a time zone such as Europe/London'],
    ['country', 'Indya', '“Indya” is not known as a country; use its two-letter code, such as IN for India'],
  ])('is refused by its field and left as it stood: %s %j', async (field, typed, problem) => {
    const { ctx } = await testTenant(database);
    const before = await getOrganisation(ctx, {});
    const given = { name: 'New', timeZone: 'Asia/Tokyo', country: 'JP', [field]: typed };
    await expect(updateOrganisation(ctx, given)).rejects.toMatchObject({
      ...{ code: 'invalid', fields: { [field]: problem } },
    });
    expect(await getOrganisation(ctx, {})).toEqual(before);
  });

  it('is not put into a zone that the database does not know', async () => {
    const { ctx } = await testTenant(database);
    await tags`create view public.pg_timezone_names as select * from pg_catalog.pg_timezone_names where name <> 'Europe/Kyiv'`;
    await tags`grant select on public.pg_timezone_names to ao_app`;
    const app = connect(database.urls.app, { max: 1, name: 'ao-test-zones' });
    onTestFinished(async () => {
      await app.close();
      await tags`drop view public.pg_timezone_names`;
    });
    await app.db.execute('set search_path = public, pg_catalog');
    const inside = { ...ctx, services: { ...ctx.services, app } };
    await expect(updateOrganisation(inside, { timeZone: 'Europe/Kiev' })).rejects.toMatchObject({
      ...{ code: 'invalid', fields: { timeZone: expect.stringContaining('database') } },
    });
    expect(await getOrganisation(ctx, {})).toMatchObject({ timeZone: 'UTC' });
  });

  it('holds at once: for who is in already, and for contacts of whom neither country nor zone is known', async () => {
    const { ctx } = await testTenant(database);
    const { key } = await createApiKey(ctx, { scopes: ['contacts:read'] });
    const seen = async () => (await apiKeyContext(key, {}, database.services)).timeZone;
    expect(await seen()).toBe('UTC');
    await updateOrganisation(ctx, { timeZone: 'Asia/Tokyo', country: 'JP' });
    expect(await seen()).toBe('Asia/Tokyo');
    expect(await listRules(ctx, {})).toMatchObject({ timeZone: 'Asia/Tokyo', country: 'JP' });
  });
});
