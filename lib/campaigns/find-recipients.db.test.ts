import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { listRecipients, recipientsCsv } from '.';

const database = await testDatabase();
const sql = database.owner.tags;

/** A campaign whose people have these names, in the order of their ids. */
async function named(tenant: string, names: readonly string[]) {
  const campaign = await queuedCampaign(database, tenant, names.length, { asleep: true });
  await sql`
    update contacts c set display_name = n.name, email_normalized = 'p' || n.n || '@mail.example'
    from unnest(${campaign.contacts.toSorted()}::uuid[], ${names as string[]}::text[]) with ordinality as n(id, name, n) where c.tenant_id = ${tenant} and c.id = n.id`;
  return campaign.id;
}

describe('a person among the recipients', () => {
  it('is found by parts of name and address, accents and case aside, every word of them, beside other filters', async () => {
    const { ctx, slug } = await testTenant(database);
    const id = await named(slug, ['Ána Müller', 'Bo Li', 'Carla Muller-Li']);
    const find = async (q: string, more: object = {}) =>
      (await listRecipients(ctx, { id, q, ...more })).items.map((row) => row.name);
    expect(await find('MULLER')).toEqual(['Ána Müller', 'Carla Muller-Li']);
    expect(await find('uller carl')).toEqual(['Carla Muller-Li']);
    expect(await find('li')).toEqual(['Bo Li', 'Carla Muller-Li']);
    expect(await find('p2@mail.ex')).toEqual(['Bo Li']);
    expect(await find('%')).toEqual([]);
    expect(await find('muller', { outcome: 'skipped' })).toEqual([]);
    expect(await find('  ')).toHaveLength(3);
    expect(await (await recipientsCsv(ctx, { id, q: 'carla' })).text()).toMatch(/Carla/);
    await sql`update contacts set deleted_at = now() where tenant_id = ${slug} and display_name = 'Bo Li'`;
    expect(await find('bo')).toEqual(['Bo Li']);
  });

  it('is found by the address that the list shows, whatever the person has now, in full and in parts', async () => {
    const { ctx, slug } = await testTenant(database);
    const id = await named(slug, ['Ada Then', 'Bo Li']);
    await sql`update pipeline_messages set recipient_address = 'ada.then@old.example' where tenant_id = ${slug} and contact_id = (select id from contacts where tenant_id = ${slug} and display_name = 'Ada Then')`;
    const find = async (q: string) => (await listRecipients(ctx, { id, q })).items.map((row) => row.name);
    for (const q of ['Ada.Then@old.example', 'old.ex', 'then old', 'p1@mail.example'])
      expect(await find(q), q).toEqual(['Ada Then']);
    expect(await find('li old.example')).toEqual([]);
  });

  it('is found behind thousands of others, page after page, each once, by a long word and by a short one', async () => {
    const { ctx, slug } = await testTenant(database);
    const id = await named(
      slug,
      Array.from({ length: 3000 }, (_, n) =>
        n > 2300 && n % 100 === 0 ? `Zz Zeta ${n}` : n % 2 ? `Odd ${n}` : `Even ${n}`,
      ),
    );
    const all = async (q: string, limit: number) => {
      const found: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof listRecipients>> = await listRecipients(ctx, {
          ...{ id, q, limit },
          ...(cursor ? { cursor } : {}),
        });
        found.push(...page.items.map((row) => row.name));
        cursor = page.nextCursor;
      } while (cursor);
      return found;
    };
    const zetas = [2400, 2500, 2600, 2700, 2800, 2900].map((n) => `Zz Zeta ${n}`);
    expect(await all('zeta', 4)).toEqual(zetas);
    expect(await all('zz', 4)).toEqual(zetas);
    expect(await all('odd', 200)).toHaveLength(1500);
    await sql`update contacts set deleted_at = now() where tenant_id = ${slug} and display_name = ${zetas[0]!}`;
    expect(await all('zeta', 50)).toEqual(zetas);
    const moved = (name: string, address: string) =>
      sql`update pipeline_messages m set recipient_address = ${address} from contacts c where c.tenant_id = ${slug} and c.display_name = ${name} and m.tenant_id = ${slug} and m.contact_id = c.id`;
    await moved('Odd 1', 'odd@zeta.example');
    await moved(zetas[1]!, 'once@old.example');
    expect(await all('zeta', 4)).toEqual(['Odd 1', ...zetas]);
    expect(await all('Once@old.example', 4)).toEqual([zetas[1]]);
  });

  it('is exported with all others that are found, however many pages they fill and wherever they stand, each once', async () => {
    const { ctx, slug } = await testTenant(database);
    const many = 5000;
    const bears = (n: number, word: string) =>
      word === 'zeta' ? n % 4 === 0 : word === 'kappa' ? n > 2600 : word === 'sigma' ? n % 7 === 3 : n % 450 === 0;
    const words = ['zeta', 'kappa', 'sigma', 'omega'];
    const names = Array.from({ length: many }, (_, n) => [n, ...words.filter((word) => bears(n, word))].join(' '));
    const id = await named(slug, names);
    for (const word of words) {
      const csv = await (await recipientsCsv(ctx, { id, q: word })).text();
      const rows = csv.trim().split('\r\n').slice(1);
      expect(
        rows.map((row) => row.split(',')[0]),
        word,
      ).toEqual(names.filter((_, n) => bears(n, word)));
    }
  });

  it('is one of this campaign and organisation, whoever else bears the name', async () => {
    const [mine, other] = [await testTenant(database), await testTenant(database)];
    const id = await named(mine.slug, ['Same Name']);
    await sentMessage(database, mine.slug, { name: 'Same Name' });
    const foreign = await named(other.slug, ['Same Name']);
    expect((await listRecipients(mine.ctx, { id, q: 'same' })).items).toHaveLength(1);
    await expect(listRecipients(mine.ctx, { id: foreign, q: 'same' })).rejects.toMatchObject({ code: 'not_found' });
    const seen = await database.services.system
      .tags`select * from contacts_bearing('{same}', '{%same%}', false, '00000000-0000-0000-0000-000000000000')`;
    expect(seen).toEqual([]);
  });
});
