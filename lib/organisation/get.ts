import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '@/lib/platform/command';
import { notFound } from '@/lib/platform/errors';
import { Organisation } from './schema';

export const getOrganisation = query({
  name: 'organisation.get',
  summary: 'Read what this organisation is called, and where it is',
  access: 'settings:read',
  http: { method: 'GET', path: '/organisation' },
  input: z.object({}),
  output: Organisation,
  async run(ctx) {
    const [row] = await ctx.tx.execute<z.infer<typeof Organisation>>(
      sql`select id, name, time_zone as "timeZone", country from find_tenant(${ctx.tenant})`,
    );
    if (!row) throw notFound('organisation');
    return row;
  },
});
