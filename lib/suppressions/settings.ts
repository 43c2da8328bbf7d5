import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { bounceSettings } from '@/db/schema';
import { bounceDefaults } from '@/lib/feedback';
import { command, query } from '@/lib/platform/command';
import { BounceSettings } from './schema';

export const getBounceSettings = query({
  name: 'suppressions.get_settings',
  summary: 'Read when mail that comes back again and again suppresses an address, and for how long',
  access: 'contacts:read',
  http: { method: 'GET', path: '/suppressions/settings' },
  input: z.object({}),
  output: BounceSettings,
  async run(ctx) {
    const [row] = await ctx.tx.select().from(bounceSettings).where(eq(bounceSettings.tenantId, ctx.tenant));
    if (!row) return bounceDefaults;
    return { softLimit: row.softLimit, softWindowDays: row.softWindowDays, expireDays: row.expireDays };
  },
});

export const setBounceSettings = command({
  name: 'suppressions.set_settings',
  summary: 'Set when mail that comes back again and again suppresses an address, and for how long',
  access: 'settings:write',
  http: { method: 'PUT', path: '/suppressions/settings' },
  input: BounceSettings,
  output: BounceSettings,
  entity: () => ({ type: 'settings', id: 'bounces' }),
  async run(ctx, input) {
    await ctx.tx
      .insert(bounceSettings)
      .values({ tenantId: ctx.tenant, ...input })
      .onConflictDoUpdate({ target: bounceSettings.tenantId, set: { ...input, updatedAt: ctx.clock.now() } });
    ctx.audit(input);
    return input;
  },
});
