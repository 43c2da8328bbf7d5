import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { createContact, removeContact } from '@/lib/contacts';
import type { Ctx } from '../context';
import { searchContract, searchSubject } from './contract';
import type { SearchCursor, SearchPage } from './port';
import { postgresSearch } from './postgres';

const database = await testDatabase();

searchContract(() => searchSubject(database, postgresSearch(database.services)));

describe('what is typed', () => {
  const named = async (ctx: Ctx, q: string, limit = 50) => {
    const search = postgresSearch(database.services);
    const found: string[] = [];
    for (let after: SearchCursor | null = null; ;) {
      const page: SearchPage = await search.contacts({ tenant: ctx.tenant, q, limit, after });
      found.push(...page.places.map(([name]) => String(name)));
      if (!page.next) return found;
      after = page.next;
    }
  };

  it('is the beginning of a word, an address or a piece of either; only where nothing begins so, any part', async () => {
    const { ctx } = await testTenant(database);
    for (const [firstName, lastName, email] of [
      ['Sonja', 'Berg', 'sb@mail.example'],
      ['Ann', 'Johnson', 'ann.johnson@mail.example'],
      ['Per', "O'Sonne", 'per@sonne.example'],
    ] as const)
      await createContact(ctx, { firstName, lastName, email });
    expect(await named(ctx, 'SON')).toEqual(["Per O'Sonne", 'Sonja Berg']);
    expect(await named(ctx, 'son', 1)).toEqual(["Per O'Sonne", 'Sonja Berg']);
    for (const q of ['ann.john', 'johnson@ma', 'hnson']) expect(await named(ctx, q), q).toEqual(['Ann Johnson']);
    expect(await named(ctx, 'mail.ex')).toEqual(['Ann Johnson', 'Sonja Berg']);
    expect(await named(ctx, 'ohns', 1)).toEqual(['Ann Johnson']);
    expect(await named(ctx, 'e', 1)).toEqual(['Ann Johnson', "Per O'Sonne", 'Sonja Berg']);
    expect(await named(ctx, 'il', 1)).toEqual(['Ann Johnson', 'Sonja Berg']);
  });

  it('means the same on every page, whoever comes or goes meanwhile', async () => {
    const { ctx } = await testTenant(database);
    const search = postgresSearch(database.services);
    const add = (lastName: string, i: number) => createContact(ctx, { lastName, email: `${i}@mail.example` });
    for (const [i, name] of ['Bjohns', 'Ejohns', 'Zjohns'].entries()) await add(name, i);
    const page = (limit: number, after: SearchCursor | null) =>
      search.contacts({ tenant: ctx.tenant, q: 'johns', limit, after });
    const names = ({ places }: SearchPage) => places.map(([name]) => name);
    const parts = await page(1, null);
    const johns = await add('Johns', 4);
    const johnsen = await add('Johnsen', 5);
    expect([...names(parts), ...names(await page(9, parts.next))]).toEqual([
      'Bjohns',
      'Ejohns',
      'Johns',
      'Johnsen',
      'Zjohns',
    ]);
    const begun = await page(1, null);
    expect([...names(begun), ...names(await page(9, begun.next))]).toEqual(['Johns', 'Johnsen']);
    for (const { id } of [johns, johnsen]) await removeContact(ctx, { id });
    expect(names(await page(9, begun.next))).toEqual([]);
  });

  it('is met whatever signs stand around a word, and nothing that is stored stops a contact', async () => {
    const { ctx, slug } = await testTenant(database);
    await createContact(ctx, { firstName: 'Robert "Bob"', lastName: 'Smith (Müller)', email: 'x@a.example' });
    await createContact(ctx, { firstName: 'Bob', lastName: 'Smith/Jones', email: 'y@b.example' });
    await createContact(ctx, { firstName: 'A @ Work', lastName: 'Müller', email: 'z@c.example' });
    expect(await named(ctx, 'bob', 1)).toEqual(['Bob Smith/Jones', 'Robert "Bob" Smith (Müller)']);
    expect(await named(ctx, 'muller')).toEqual(['A @ Work Müller', 'Robert "Bob" Smith (Müller)']);
    expect(await named(ctx, 'jones')).toEqual(['Bob Smith/Jones']);
    expect(await named(ctx, 'c.example')).toEqual(['A @ Work Müller']);
    expect((await createContact(ctx, { externalId: 'A\n\n B' })).externalId).toBe('A B');
    for (const sign of ['％', '＿', '＼', '﹪', '﹨', '%', '_']) expect(await named(ctx, sign), sign).toEqual([]);
    // As older versions stored them.
    for (const id of ['C\n\nD', 'E\n F', ' \u001f\u001f ', "'\\:*&|"])
      await database.owner
        .tags`insert into contacts (tenant_id, external_id, display_name) values (${slug}, ${id}, ${id})`;
    expect(await named(ctx, 'd')).toEqual(['C\n\nD']);
    expect(await named(ctx, "'\\:")).toEqual(["'\\:*&|"]);
  });

  it('is not in the index alone: a word longer than what is indexed of it must fit to its end', async () => {
    const { ctx } = await testTenant(database);
    await createContact(ctx, { externalId: 'a'.repeat(150) });
    expect(await named(ctx, 'a'.repeat(120))).toEqual(['a'.repeat(150)]);
    expect(await named(ctx, `${'a'.repeat(120)}b`)).toEqual([]);
  });

  it('may be a name as long as any, of the widest letters', async () => {
    const { ctx } = await testTenant(database);
    const wide = '\u{20000}'.repeat(100);
    await createContact(ctx, {
      firstName: wide,
      lastName: wide,
      email: 'wide@mail.example',
      externalId: 'ß'.repeat(200),
    });
    expect(await named(ctx, wide)).toEqual([`${wide} ${wide}`]);
    expect(await named(ctx, 's'.repeat(200))).toEqual([`${wide} ${wide}`]);
  });
});

describe('many who bear a word', () => {
  it('come in one order, once each, whether names or the index were looked through', async () => {
    const { ctx, slug } = await testTenant(database);
    const { tags: sql } = database.owner;
    // Every name has "person"; "zeta" stands at the 5th and at every 7th among the last 900 of 3,000, "omega" at one,
    // "kappa" at every 400th.
    await sql`
      insert into contacts (tenant_id, first_name, display_name)
      select ${slug}, n.name, n.name from (
        select 'Person ' || lpad(n::text, 4, '0') || case when n = 5 or (n > 2100 and n % 7 = 0) then ' Zeta' else '' end
          || case when n = 2999 then ' Omega' else '' end || case when n % 400 = 0 then ' Kappa' else '' end as name from generate_series(1, 3000) n) n`;
    const named = async (q: string, limit: number) => {
      const ids: string[] = [];
      const search = postgresSearch(database.services);
      let after: (string | number | null)[] | null = null;
      do {
        const page = await search.contacts({ tenant: ctx.tenant, q, limit, after });
        ids.push(...page.ids);
        after = page.next;
      } while (after);
      const rows = await sql<{ id: string; name: string }[]>`
        select id, display_name as name from contacts where tenant_id = ${slug}`;
      const byId = new Map(rows.map((row) => [row.id, row.name]));
      return ids.map((id) => byId.get(id));
    };
    const all = (
      await sql<{ name: string }[]>`
      select display_name as name from contacts where tenant_id = ${slug} order by display_name collate "und-x-icu"`
    ).map((row) => row.name);
    expect(await named('person', 700)).toEqual(all);
    expect(await named('ZETA', 20)).toEqual(all.filter((name) => name.includes('Zeta')));
    for (const limit of [2, 6, 20])
      expect(await named('kappa', limit), `pages of ${limit}`).toEqual(all.filter((name) => name.includes('Kappa')));
    expect(await named('person omega', 20)).toEqual(all.filter((name) => name.includes('Omega')));
  });
});
