import { describe, expect, it } from 'vitest';
import { systemClock } from '@/lib/platform/clock';
import { apiKeyContext } from '@/lib/platform/session';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { createApiKey } from '.';

const database = await testDatabase();

describe('rights of a new API key', () => {
  it.each([['*'], ['*:read'], ['contacts:*'], ['contacts:read'], ['settings:*']])(
    'an actor who holds settings:write only cannot mint %s',
    async (scope) => {
      const tenant = await testTenant(database);
      const making = createApiKey(tenant.as(['settings:write']), { name: 'more', scopes: ['settings:write', scope] });
      await expect(making).rejects.toMatchObject({
        code: 'forbidden',
        fields: { scopes: expect.stringContaining(scope) },
      });
    },
  );

  it('an actor mints what their own rights cover, by wildcard too', async () => {
    const tenant = await testTenant(database);
    const own = ['settings:write', '*:read', 'contacts:*'];
    const scopes = ['contacts:write', 'inbox:read', '*:read', 'contacts:*'];
    expect(await createApiKey(tenant.as(own), { scopes })).toMatchObject({ scopes });
  });

  it('refuses a scope that does not exist and more than fifty', async () => {
    const { ctx } = await testTenant(database);
    await expect(createApiKey(ctx, { scopes: ['contacts:fly'] })).rejects.toMatchObject({
      code: 'invalid',
      fields: { 'scopes.0': expect.any(String) },
    });
    await expect(createApiKey(ctx, { scopes: Array.from({ length: 51 }, () => '*') })).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});

describe('life of an API key', () => {
  it('ends at expiresAt, which lies ahead', async () => {
    const { ctx, clock } = await testTenant(database);
    const at = (ms: number) => new Date(clock.now().getTime() + ms).toISOString();
    await expect(createApiKey(ctx, { scopes: ['*'], expiresAt: at(-1000) })).rejects.toMatchObject({
      code: 'invalid',
      fields: { expiresAt: expect.any(String) },
    });
    const { id, key } = await createApiKey(ctx, { scopes: ['*'], expiresAt: at(3_600_000) });
    expect((await apiKeyContext(key)).tenant).toBe(ctx.tenant);
    await database.owner
      .tags`update api_keys set expires_at = now() - interval '1 second' where tenant_id = ${ctx.tenant} and id = ${id}`;
    await expect(apiKeyContext(key)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('ends at that instant, though a key that came in is remembered for longer', async () => {
    const { ctx } = await testTenant(database);
    const end = systemClock.now().getTime() + 2_000;
    const { key } = await createApiKey(ctx, { scopes: ['*'], expiresAt: new Date(end).toISOString() });
    expect((await apiKeyContext(key)).tenant).toBe(ctx.tenant);
    await until(
      'the key to end',
      () =>
        apiKeyContext(key).then(
          () => false,
          () => true,
        ),
      6_000,
    );
    expect(systemClock.now().getTime()).toBeGreaterThanOrEqual(end);
  });

  it('tells when the key was used last, written once a minute', async () => {
    const { ctx } = await testTenant(database);
    const { id, key } = await createApiKey(ctx, { scopes: ['*'] });
    const used = async () => {
      const [row] = await database.owner.tags<
        { at: Date | null }[]
      >`select last_used_at as at from api_keys where tenant_id = ${ctx.tenant} and id = ${id}`;
      return row?.at?.getTime() ?? null;
    };
    expect(await used()).toBeNull();
    await apiKeyContext(key);
    const first = await used();
    expect(first).not.toBeNull();
    await apiKeyContext(key);
    expect(await used()).toBe(first);
    await database.owner
      .tags`update api_keys set last_used_at = now() - interval '2 minutes' where tenant_id = ${ctx.tenant} and id = ${id}`;
    database.services.access.changed(); // a key is looked up again after ten seconds at most, or now
    await apiKeyContext(key);
    expect(await used()).toBeGreaterThanOrEqual(first ?? Infinity);
  });
});
