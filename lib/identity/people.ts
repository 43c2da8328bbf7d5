import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '@/lib/platform/command';
import { People } from './schema';

export const listPeople = query({
  name: 'people.list',
  summary: 'List who belongs to this organisation, with their roles',
  access: 'inbox:read',
  http: { method: 'GET', path: '/people' },
  input: z.object({}),
  output: People,
  async run(ctx) {
    const rows = await ctx.tx.execute<{ id: string; name: string; email: string; roles: string[] }>(
      sql`select user_id as id, name, email, roles from tenant_people()`,
    );
    return { items: [...rows] };
  },
});
