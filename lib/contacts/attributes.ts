import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { attributeDefinitions } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { attributeTypes, type AttributeType } from './vocabulary';

export const AttributeDefinition = z
  .object({ key: z.string(), label: z.string(), type: z.enum(attributeTypes) })
  .meta({ id: 'AttributeDefinition' });

export const listAttributes = query({
  name: 'contacts.list_attributes',
  summary: 'List the attributes that contacts of the organisation can have',
  access: 'contacts:read',
  http: { method: 'GET', path: '/attributes' },
  input: z.object({}),
  output: z.object({ items: z.array(AttributeDefinition) }),
  async run(ctx) {
    const rows = await ctx.tx
      .select()
      .from(attributeDefinitions)
      .where(eq(attributeDefinitions.tenantId, ctx.tenant))
      .orderBy(asc(attributeDefinitions.key));
    return { items: rows.map((row) => ({ key: row.key, label: row.label, type: row.dataType as AttributeType })) };
  },
});
