import { describe, expect, it, onTestFinished } from 'vitest';
import { smtpProvider, smtpSettings, type Provider } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { startDelivery } from '.';

const database = await testDatabase();
const accepted = { state: 'accepted', response: '250 ok', reference: 'Q1' } as const;

describe('a provider that stops in the middle of a batch', () => {
  it.each(['an error', 'no word'])(
    'with %s leaves accepted messages sent, those on the wire uncertain, and sends the rest once',
    async (how) => {
      const { slug } = await testTenant(database);
      const server = await holdingServer();
      onTestFinished(() => server[Symbol.asyncDispose]());
      const smtp = smtpProvider(smtpSettings(server.url));
      let broken = false;
      let late: () => void = () => undefined;
      const breaking: Provider = {
        ...smtp,
        name: 'breaking',
        async send(batch, hooks) {
          // On a busy machine a slice may be of one.
          if (broken || batch.length < 3) return smtp.send(batch, hooks);
          broken = true;
          for (const index of [0, 1]) hooks.handingOver(index);
          late = () => hooks.handingOver(2);
          hooks.answered(0, accepted);
          if (how === 'an error') throw new Error('the provider broke');
        },
      };
      const campaign = await queuedCampaign(database, slug, 60);
      const worker = await startDelivery(database.services, { provider: breaking });
      onTestFinished(() => worker.stop());
      await until('the end', async () => (await statesOf(database, campaign))['sent'] === 59);
      expect(await statesOf(database, campaign)).toEqual({ sent: 59, uncertain: 1 });
      expect(new Set(server.bodies).size).toBe(58);
      expect(server.bodies).toHaveLength(58);
      // What was given back belongs to somebody else by now: its bytes must not follow.
      expect(late).toThrow('given back');
    },
  );
});
