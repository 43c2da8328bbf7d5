import { expect, it } from 'vitest';
import { z } from 'zod';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { command } from './command';
import type { Ctx } from './context';
import { withTenant } from './db/tenant';

const database = await testDatabase();
const seen: Ctx[] = [];
const { ctx } = await testTenant(database);

const go = command({
  name: 'test.go',
  summary: 'go',
  access: 'contacts:write',
  input: z.object({ breaks: z.boolean().default(false) }),
  output: z.object({ breaks: z.boolean(), told: z.int() }),
  run: async (_, { breaks }) => ({ breaks, told: seen.length }),
  async afterwards(outside, { breaks }) {
    seen.push(outside);
    if (breaks) throw new Error('broken');
  },
  reread: async (_, answer) => ({ ...answer, told: seen.length }),
});

it('what follows a command runs once it stands, outside its transaction, and the answer tells of it', async () => {
  seen.length = 0;
  expect(await go(ctx, {})).toEqual({ breaks: false, told: 1 });
  const inside = await withTenant(ctx, async (tx) => [await go(tx, {}), await go(tx, {})]);
  expect([inside.map(({ told }) => told), seen.length]).toEqual([[1, 1], 3]);
  expect(seen.every(({ tx }) => tx === undefined)).toBe(true);
  const fails = withTenant(ctx, async (tx) => {
    await go(tx, {});
    throw new Error('later');
  });
  await expect(fails).rejects.toThrow('later');
  expect(seen).toHaveLength(3);
});

it('what follows a command and breaks takes nothing back: the answer tells how it stands', async () => {
  seen.length = 0;
  expect(await go(ctx, { breaks: true })).toEqual({ breaks: true, told: 1 });
  const [row] = await database.owner.tags`
    select count(*)::int as n from audit_logs where tenant_id = ${ctx.tenant} and action = 'test.go'`;
  expect(row).toEqual({ n: 4 });
});
