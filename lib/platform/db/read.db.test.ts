import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { readTogether } from './read';

const database = await testDatabase();
const insert = (tenant: string, email: string) =>
  database.owner
    .tags`insert into contacts (tenant_id, email, email_normalized, display_name) values (${tenant}, ${email}, ${email}, ${email})`;
type Names = { display_name: string }[];

describe('reading together', () => {
  it('answers each statement, with the rows of its tenant only, however many ask at once', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    await insert(a.slug, 'a@example.org');
    await insert(b.slug, 'b@example.org');
    const read = ({ ctx }: typeof a) =>
      readTogether<[Names, { n: number }[]]>(ctx, (sql) => [
        sql<Names>`select display_name from contacts`,
        sql<{ n: number }[]>`select ${7}::int as n`,
      ]);
    const all = await Promise.all(Array.from({ length: 100 }, (_, i) => read(i % 2 ? b : a)));
    for (const [i, [names, seven]] of all.entries()) {
      expect(names.map((it) => it.display_name)).toEqual([i % 2 ? 'b@example.org' : 'a@example.org']);
      expect(seven[0]?.n).toBe(7);
    }
  });

  it('leaves no tenant behind on its connection', async () => {
    const { ctx } = await testTenant(database);
    await Promise.all(Array.from({ length: 30 }, () => readTogether(ctx, (sql) => [sql`select 1 as x`])));
    const left = await Promise.all(
      Array.from({ length: 30 }, () => ctx.services.app.tags`select current_setting('app.tenant_id', true) as t`),
    );
    expect(left.every(([row]) => !row?.['t'])).toBe(true);
  });

  it('gives its connection back after a statement that fails', async () => {
    const { ctx } = await testTenant(database);
    for (let i = 0; i < 60; i++) {
      await expect(readTogether(ctx, (sql) => [sql`select 1 / ${0}::int as x`])).rejects.toMatchObject({
        code: '22012',
      });
    }
    const [[row]] = await readTogether<[{ x: number }[]]>(ctx, (sql) => [sql`select 1 as x`]);
    expect(row?.x).toBe(1);
  });
});
