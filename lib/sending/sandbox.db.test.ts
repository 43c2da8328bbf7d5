import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { outcomesOf } from './outcomes';
import { sandboxProvider } from './sandbox';

const database = await testDatabase();

it('keeps back what is called off, by the question or at the announcement, and takes the others', async () => {
  const { slug: tenant } = await testTenant(database);
  const batch = Array.from({ length: 4 }, (_, i) => ({
    ...{ tenant, messageId: randomUUID(), from: 'o@uni.example', to: `p${i}@example.org` },
    payload: `Subject: ${i}\r\n\r\nHello\r\n`,
  }));
  const announced: number[] = [];
  let sealed = 0;
  const hooks = {
    wanted: (index: number) => index !== 1,
    handingOver: (index: number) => {
      if (index === 2) throw new Error('given back');
      announced.push(index);
    },
    seal: () => void sealed++,
  };
  const outcomes = await outcomesOf(sandboxProvider(database.services), batch, hooks);
  expect(outcomes.map(({ state }) => state)).toEqual(['accepted', 'unsent', 'unsent', 'accepted']);
  expect([announced, sealed]).toEqual([[0, 3], 1]);
  const kept = await database.owner.tags<{ recipient: string }[]>`
    select recipient from sandbox_messages where tenant_id = ${tenant} order by recipient`;
  expect(kept.map(({ recipient }) => recipient)).toEqual(['p0@example.org', 'p3@example.org']);
});
