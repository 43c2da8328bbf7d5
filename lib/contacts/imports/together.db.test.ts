import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { getImport, importContactsJob, receiveImport } from '@/lib/contacts';
import type { Ctx } from '@/lib/platform/context';
import { startJobRunner } from '@/lib/platform/jobs';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';

const database = await testDatabase();
const runner = await startJobRunner(database.services, [importContactsJob], { worker: 'test', pollMs: 500 });
afterAll(() => runner.stop());

const emails = (name: string, n: number) => Array.from({ length: n }, (_, i) => `${name}${i}@example.org`);
const people = emails('p', 30_000);
const residents = emails('r', 5_000);

async function started(ctx: Ctx, lines: readonly string[]): Promise<string> {
  const file = Readable.from([Buffer.from(`email\n${lines.join('\n')}\n`)]);
  return (await receiveImport(ctx, file, { consentSource: 'Sign-up form 2025' })).id;
}
const ended = (ctx: Ctx, id: string) =>
  until(
    'the import',
    async () => {
      const seen = await getImport(ctx, { id });
      return seen.status === 'completed' ? seen : null;
    },
    240_000,
  );

describe('two imports of the same people at once', () => {
  it.each([
    ['in the same order', people],
    ['in the opposite order', people.toReversed()],
  ])(
    '%s make everybody once, and lose no row',
    async (_, again) => {
      const { ctx, slug } = await testTenant(database);
      await ended(ctx, await started(ctx, residents));
      const ids = await Promise.all([started(ctx, people), started(ctx, again)]);
      const [a, b] = await Promise.all([ended(ctx, ids[0]), ended(ctx, ids[1])]);
      expect([a.rows.total, b.rows.total]).toEqual([people.length, people.length]);
      expect(a.rows.created + b.rows.created).toBe(people.length);
      expect(a.rows.skipped + b.rows.skipped).toBe(people.length);
      const [stored] = await database.owner.tags`
      select (select count(*)::int from contacts where tenant_id = ${slug}) as contacts,
        (select count(*)::int from contact_consents where tenant_id = ${slug}) as consents`;
      const everybody = people.length + residents.length;
      expect(stored).toEqual({ contacts: everybody, consents: everybody });
    },
    300_000,
  );
});
