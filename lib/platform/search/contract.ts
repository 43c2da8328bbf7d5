import { describe, expect, it } from 'vitest';
import type { TestDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import type { SearchPage, SearchPort } from './port';
import { indexContacts } from './reindex';

interface Person {
  tenant: string;
  email: string;
  firstName?: string;
  lastName?: string;
  externalId?: string;
  phone?: string;
}

interface SearchSubject {
  port: SearchPort;
  tenant: string;
  other: string;
  /** Makes the contacts and waits until they can be found. Answers their ids by email. */
  given(people: readonly Person[]): Promise<Map<string, string>>;
  remove(id: string): Promise<void>;
}

/** Two tenants and a way to put contacts into the first engine and the second. */
export async function searchSubject(database: TestDatabase, port: SearchPort): Promise<SearchSubject> {
  const sql = database.owner.tags;
  const [a, b] = [await testTenant(database), await testTenant(database)];
  const settle = async (tenant: string, ids: string[]) => {
    await indexContacts({ ...database.services, search: port }, new Map([[tenant, new Set(ids)]]));
    await port.index?.refresh();
  };
  return {
    port,
    tenant: a.slug,
    other: b.slug,
    async given(people) {
      const ids = new Map<string, string>();
      for (const p of people) {
        const [row] = await sql<{ id: string }[]>`
          insert into contacts (tenant_id, email, email_normalized, phone, phone_e164, first_name, last_name, external_id, display_name)
          values (${p.tenant}, ${p.email}, ${p.email}, ${p.phone ?? null}, ${p.phone ?? null}, ${p.firstName ?? null}, ${p.lastName ?? null}, ${p.externalId ?? null},
            ${[p.firstName, p.lastName].filter(Boolean).join(' ') || p.email}) returning id`;
        if (row) ids.set(p.email, row.id);
        await settle(p.tenant, row ? [row.id] : []);
      }
      return ids;
    },
    async remove(id) {
      await sql`update contacts set deleted_at = now(), version = version + 1 where tenant_id = ${a.slug} and id = ${id}`;
      await settle(a.slug, [id]);
    },
  };
}

const find = async (s: SearchSubject, q: string, limit = 50) =>
  (await s.port.contacts({ tenant: s.tenant, q, limit, after: null })).ids;
const people = (s: SearchSubject) =>
  s.given([
    { tenant: s.tenant, email: 'zoe.muller@example.org', firstName: 'Zoé', lastName: 'Müller', externalId: 'A-1007' },
    {
      tenant: s.tenant,
      email: 'adam@other.test',
      firstName: 'Adam',
      lastName: 'Muller-Straße',
      phone: '+442079460000',
    },
    { tenant: s.tenant, email: 'bob@example.org', firstName: 'Bob', lastName: 'Øster' },
    { tenant: s.other, email: 'zoe@elsewhere.test', firstName: 'Zoé', lastName: 'Müller' },
  ]);

/** What either engine promises to whoever types into the search box. */
export function searchContract(subject: () => Promise<SearchSubject>): void {
  describe('searching contacts', () => {
    it('finds by the beginning of any word, without minding case or accents, in order of the name', async () => {
      const s = await subject();
      const ids = await people(s);
      const [zoe, adam, bob] = ['zoe.muller@example.org', 'adam@other.test', 'bob@example.org'].map((email) =>
        ids.get(email),
      );
      expect(await find(s, 'MUL')).toEqual([adam, zoe]);
      expect(await find(s, 'muller zoe')).toEqual([zoe]);
      expect(await find(s, 'Øst')).toEqual([bob]);
      expect(await find(s, 'strasse')).toEqual([adam]);
      expect(await find(s, 'nobody')).toEqual([]);
    });

    it('finds by address, number and external id', async () => {
      const s = await subject();
      const ids = await people(s);
      expect(await find(s, 'zoe.muller@example.org')).toEqual([ids.get('zoe.muller@example.org')]);
      expect(await find(s, 'bob@exa')).toEqual([ids.get('bob@example.org')]);
      expect(await find(s, '+4420')).toEqual([ids.get('adam@other.test')]);
      expect(await find(s, 'A-1007')).toEqual([ids.get('zoe.muller@example.org')]);
    });

    it('shows a tenant nothing of another', async () => {
      const s = await subject();
      const ids = await people(s);
      expect(await find(s, 'zoe')).toEqual([ids.get('zoe.muller@example.org')]);
      expect(await find(s, 'elsewhere')).toEqual([]);
    });

    it('forgets a deleted contact', async () => {
      const s = await subject();
      const ids = await people(s);
      await s.remove(ids.get('bob@example.org') ?? '');
      expect(await find(s, 'bob')).toEqual([]);
    });
  });

  searchEdges(subject);
}

function searchEdges(subject: () => Promise<SearchSubject>): void {
  describe('searching contacts, at the edges', () => {
    it('pages through all hits, each once, also among equal names', async () => {
      const s = await subject();
      const ids = await s.given(
        Array.from({ length: 25 }, (_, i) => ({
          tenant: s.tenant,
          email: `same${i}@example.org`,
          firstName: 'Same',
          lastName: i < 20 ? 'Name' : `Name ${i}`,
        })),
      );
      const seen: string[] = [];
      let after: SearchPage['next'] = null;
      do {
        const page: SearchPage = await s.port.contacts({ tenant: s.tenant, q: 'same name', limit: 7, after });
        seen.push(...page.ids);
        after = page.next;
      } while (after);
      expect(seen.length).toBe(25);
      expect(new Set(seen)).toEqual(new Set(ids.values()));
    });

    it('takes anything that a person may type', async () => {
      const s = await subject();
      await people(s);
      for (const q of [
        '%',
        '_',
        '\\',
        '*',
        '"',
        "'; drop table contacts",
        '+-=&&||><!(){}[]^~?:/',
        '\u{1F600}',
        'a'.repeat(200),
        ' ',
        '漢字',
      ])
        expect(Array.isArray(await find(s, q))).toBe(true);
      expect(await find(s, 'm_ller')).toEqual([]);
    });
  });
}
