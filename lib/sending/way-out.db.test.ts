import { describe, expect, it } from 'vitest';
import { draft, people } from '@/lib/testing/outreach';
import { preflightCampaign } from '@/lib/campaigns';
import { withTenant } from '@/lib/platform/db/tenant';
import { testDatabase } from '@/lib/testing/database';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { createProvider, wayOut } from '.';
import type { ProviderCreate } from './schema';
import type { SendingChannel } from './vocabulary';

const database = await testDatabase({ SMTP_URL: 'smtp://127.0.0.1:1' });
const sql = database.owner.tags;
const sendgrid = { kind: 'sendgrid', region: 'global', apiKey: 'x' } as const;
const twilio = { kind: 'twilio', accountSid: `AC${'0'.repeat(32)}`, from: '+441234567890', authToken: 'x' } as const;
const add = ({ ctx }: TestTenant, name: string, configuration: ProviderCreate['configuration'] = sendgrid) =>
  createProvider(ctx, { name, configuration });
const stands = ({ slug }: TestTenant, name: string, state: string, enabled = true) =>
  sql`update sending_providers set state = ${state}, enabled = ${enabled} where tenant_id = ${slug} and name = ${name}`;
const told = ({ ctx }: TestTenant, channel: SendingChannel = 'email') => withTenant(ctx, (tx) => wayOut(tx, channel));

describe('by what messages would leave', () => {
  it('is warned about where every provider fails: it waits; not where one works', async () => {
    const t = await testTenant(database);
    await people(t.ctx, 1);
    const id = await draft(t.ctx);
    await add(t, 'Main');
    await add(t, 'Second');
    expect(await told(t)).toEqual({ by: 'providers', problem: null });
    await stands(t, 'Main', 'failing');
    expect((await told(t)).problem).toMatchObject({
      ...{ level: 'warns', message: expect.stringMatching(/\(Main\), and no other one has taken any/) },
    });
    await stands(t, 'Second', 'ok');
    expect((await told(t)).problem).toBeNull();
    await stands(t, 'Second', 'failing');
    const { problems } = await preflightCampaign(t.ctx, { id });
    expect(problems).toContainEqual({
      level: 'warns',
      at: 'providers',
      message: expect.stringMatching(/Main, Second\): this will wait/),
    });
  });

  it('is said where every provider is turned off: the mail server stands in for mail, and nothing for texts', async () => {
    const t = await testTenant(database);
    await add(t, 'Main');
    await add(t, 'Texts', twilio);
    await stands(t, 'Main', 'ok', false);
    await stands(t, 'Texts', 'ok', false);
    expect(await told(t)).toMatchObject({ by: 'smtp', problem: { level: 'warns' } });
    expect((await told(t)).problem?.message).toContain('is turned off');
    expect(await told(t, 'sms')).toMatchObject({
      ...{ by: 'nothing', problem: { level: 'blocks', message: expect.stringContaining('Turn one on') } },
    });
    expect(await told(t, 'whatsapp')).toMatchObject({ by: 'nothing', problem: { level: 'blocks' } });
  });
});
