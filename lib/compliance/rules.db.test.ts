import { describe, expect, it } from 'vitest';
import { sourceTypes } from '@/lib/pipeline/vocabulary';
import { createProvider } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { builtIn, createRule, deleteRule, listRules, updateRule } from '.';

const database = await testDatabase();
const night = { type: 'quiet_hours' as const, action: { from: '21:00', to: '08:00' } };

describe('rules of sending', () => {
  it('are made, changed and removed, beside those that come with the product', async () => {
    const { ctx } = await testTenant(database);
    const rule = await createRule(ctx, { name: 'Night', rule: night, condition: { countries: ['de'] } });
    expect(rule).toMatchObject({ builtIn: false, condition: { countries: ['DE'] }, rule: night });
    const end = new Date(ctx.clock.now().getTime() + 86_400_000).toISOString();
    await updateRule(ctx, { id: rule.id, name: 'Longer night', rule: night, effectiveTo: end });
    expect((await listRules(ctx, {})).items).toEqual([
      expect.objectContaining({ id: rule.id, name: 'Longer night', effectiveTo: end, condition: {} }),
      ...builtIn,
    ]);
    await deleteRule(ctx, { id: rule.id });
    expect((await listRules(ctx, {})).items).toEqual(builtIn);
  });

  it('take a country by its name too, and store its code', async () => {
    const { ctx } = await testTenant(database);
    const countries = ['India', 'united kingdom', 'UK', 'Deutschland', 'at'];
    const rule = await createRule(ctx, { name: 'Night', rule: night, condition: { countries } });
    expect(rule.condition).toEqual({ countries: ['IN', 'GB', 'GB', 'DE', 'AT'] });
  });

  it('refuse what is no country in words that name it and the way out', async () => {
    const { ctx } = await testTenant(database);
    const refused = createRule(ctx, { name: 'Night', rule: night, condition: { countries: ['DE', 'Indya'] } });
    await expect(refused).rejects.toMatchObject({
      code: 'invalid',
      fields: { 'condition.countries.1': expect.stringMatching(/^“Indya” is not known as a country; use .* code/) },
    });
  });

  it.each([
    ['hours that never end', { type: 'quiet_hours', action: { from: '08:00', to: '08:00' } }, 'rule.action.to'],
    ['a time that is none', { type: 'quiet_hours', action: { from: '25:00', to: '08:00' } }, 'rule.action.from'],
    [
      'a week without a day',
      { ...night, action: { ...night.action, days: [0, 1, 2, 3, 4, 5, 6] } },
      'rule.action.days',
    ],
    [
      'a cap of nothing',
      { type: 'frequency_cap', action: { messages: 0, days: 7, over: 'skip' } },
      'rule.action.messages',
    ],
    [
      'a domain that is none',
      { type: 'capacity', action: { messages: 1, seconds: 60, per: 'recipient_provider', domains: ['x y'] } },
      'rule.action.domains.0',
    ],
    [
      'domains of a sender',
      { type: 'capacity', action: { messages: 1, seconds: 60, per: 'sender', domains: ['uni.example'] } },
      'rule.action.domains',
    ],
    [
      'a capacity of a country',
      { type: 'capacity', action: { messages: 1, seconds: 60, per: 'organisation' } },
      'condition.countries',
    ],
    ['lifting what the law asks', { type: 'bypass', action: { waives: ['legal_profile'] } }, 'rule.type'],
  ])('refuse %s, naming the field', async (_, rule, field) => {
    const { ctx } = await testTenant(database);
    const refused = await createRule(ctx, { name: 'Odd', rule: rule as never, condition: { countries: ['DE'] } }).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 'invalid', fields: { [field]: expect.any(String) as string } });
    expect((await listRules(ctx, {})).items).toEqual(builtIn);
  });

  it('name only a provider that the organisation has, or the mail server of the installation', async () => {
    const [mine, other] = [await testTenant(database), await testTenant(database)];
    const postmark = { kind: 'postmark' as const, serverToken: 'a-token-of-the-server', stream: 'outbound' };
    const { provider } = await createProvider(other.ctx, { name: 'Theirs', configuration: postmark });
    const rule = (named: string, per: 'provider' | 'organisation' = 'provider') => ({
      ...{ type: 'capacity' as const, action: { messages: 1, seconds: 60, per, provider: named } },
    });
    const refused = { code: 'invalid', fields: { 'rule.action.provider': expect.any(String) as string } };
    const create = (named: ReturnType<typeof rule>) => createRule(mine.ctx, { name: 'Warm up', rule: named });
    await expect(create(rule(provider.id))).rejects.toMatchObject(refused);
    await expect(create(rule('installation', 'organisation'))).rejects.toMatchObject(refused);
    const { id } = await create(rule('installation'));
    const update = updateRule(mine.ctx, { id, name: 'Warm up', rule: rule(provider.id) });
    await expect(update).rejects.toMatchObject(refused);
  });

  it('name only sources of messages: what tests are spared comes with the product alone', async () => {
    const { ctx } = await testTenant(database);
    const all = [...sourceTypes];
    const rule = await createRule(ctx, { name: 'Night', rule: night, condition: { sources: all } });
    expect(rule.condition).toEqual({ sources: all });
    const condition = { sources: [...all, 'test'] } as never;
    const refused = { code: 'invalid', fields: { 'condition.sources.6': expect.any(String) } };
    await expect(createRule(ctx, { name: 'Tests', rule: night, condition })).rejects.toMatchObject(refused);
    await expect(updateRule(ctx, { id: rule.id, name: 'Night', rule: night, condition })).rejects.toMatchObject(
      refused,
    );
    const { items } = await listRules(ctx, {});
    expect(items.filter(({ builtIn: ours }) => !ours)).toEqual([rule]);
    expect(items.find(({ id }) => id === 'bypass-tests')?.condition).toEqual({ sources: ['test'] });
  });

  it('are for who may change settings, and for one organisation', async () => {
    const [mine, other] = [await testTenant(database), await testTenant(database)];
    const { id } = await createRule(mine.ctx, { name: 'Night', rule: night });
    await expect(createRule(mine.as('user'), { name: 'Night', rule: night })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(updateRule(other.ctx, { id, name: 'Mine', rule: night })).rejects.toMatchObject({ code: 'not_found' });
    await expect(deleteRule(other.ctx, { id })).rejects.toMatchObject({ code: 'not_found' });
  });
});
