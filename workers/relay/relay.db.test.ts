import { afterAll, describe, expect, it } from 'vitest';
import { bareClient } from '@/db/client';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { cleanOutbox } from './clean';
import { startRelay } from './relay';
import { stamp } from './stamp';

const database = await testDatabase();
const sql = bareClient(database.urls.system, 8);
afterAll(() => sql.end());

const insert = (tenant: string, count: number) => database.owner.tags`
  insert into outbox (tenant_id, type, entity_type, entity_id, version, payload)
  select ${tenant}, 'contact.updated', 'contact', uuidv7(), n, '{}' from generate_series(1, ${count}::int) n`;

describe('the relay', () => {
  it('gives each fact one position, gapless, though many relays step at once beside writers that roll back', async () => {
    const { slug } = await testTenant(database);
    const writers = Array.from({ length: 4 }, async (_, w) => {
      for (let i = 0; i < 20; i++) {
        await database.services.system.tags
          .begin(async (tx) => {
            await tx`insert into outbox (tenant_id, type, entity_type, entity_id, version, payload) values (${slug}, 'contact.updated', 'contact', uuidv7(), ${i}, '{}')`;
            if ((i + w) % 5 === 0) throw new Error('rolled back');
          })
          .catch(() => undefined);
      }
    });
    const relays = Array.from({ length: 3 }, () => startRelay({ ...database.services }));
    await Promise.all(writers);
    const steps = await Promise.all(Array.from({ length: 8 }, () => stamp(sql, 7)));
    expect(steps.every((count) => count <= 7)).toBe(true);
    while ((await sql`select 1 from outbox where position is null limit 1`).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await Promise.all(relays.map((it) => it.stop()));
    const [row] = await sql<{ rows: number; different: number; newest: number; state: number }[]>`
      select count(*)::int as rows, count(distinct position)::int as different, max(position)::int as newest, (select position::int from relay_state) as state from outbox`;
    expect(row).toEqual({ rows: 64, different: 64, newest: 64, state: 64 });
  });

  it('notifies once per step, with the newest position, after the commit', async () => {
    const { slug } = await testTenant(database);
    const heard: string[] = [];
    const ears = bareClient(database.urls.system);
    await ears.listen('facts', (payload) => heard.push(payload));
    await insert(slug, 25);
    expect(await stamp(sql, 10)).toBe(10);
    expect(await stamp(sql, 10)).toBe(10);
    expect(await stamp(sql, 10)).toBe(5);
    expect(await stamp(sql, 10)).toBe(0);
    while (heard.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(heard.map(Number)).toEqual([74, 84, 89]);
    await ears.end();
  });
});

describe('cleaning the outbox', () => {
  it('takes what every living consumer has passed and is a day old, and keeps what one still needs', async () => {
    const now = new Date();
    const longAgo = new Date(now.getTime() - 2 * 86_400_000);
    await sql`update outbox set occurred_at = ${longAgo}`;
    await sql`insert into consumer_offsets (consumer, position, updated_at) values ('fast', 80, ${now}), ('slow', 50, ${now}), ('removed', 0, ${new Date(now.getTime() - 8 * 86_400_000)})`;
    await sql`insert into consumer_retries (consumer, position, due_at, error) values ('slow', 7, ${now}, 'x')`;
    await sql`update outbox set occurred_at = ${now} where position = 9`;
    expect(await cleanOutbox(sql, now)).toBe(48);
    const kept = await sql<{ position: string }[]>`select position from outbox where position <= 50 order by position`;
    expect(kept.map((row) => Number(row.position))).toEqual([7, 9]);
  });
});
