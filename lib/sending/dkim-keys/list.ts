import { and, asc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { dkimKeys } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { presentDkimKey } from '../present';
import { DkimKeys } from '../schema';

export const listDkimKeys = query({
  name: 'dkim_keys.list',
  summary: 'List the keys that sign mail, with the DNS records that publish them',
  access: 'settings:read',
  http: { method: 'GET', path: '/dkim-keys' },
  input: z.object({}),
  output: DkimKeys,
  async run(ctx) {
    const rows = await ctx.tx
      .select()
      .from(dkimKeys)
      .where(and(eq(dkimKeys.tenantId, ctx.tenant), isNull(dkimKeys.deletedAt)))
      .orderBy(asc(dkimKeys.domain), asc(dkimKeys.algorithm))
      .limit(200);
    return { items: rows.map(presentDkimKey) };
  },
});
