import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '@/scripts/launcher/processes';
import { createTemplate } from '@/lib/templates';
import { listTemplateTests, testTemplate } from '@/lib/test-messages';
import { testDatabase } from '@/lib/testing/database';
import { testInbound } from '@/lib/testing/inbound';
import { testTenant } from '@/lib/testing/tenant';
import { bounceCaught, listCaught } from './index';

const database = await testDatabase({ INBOUND_SMTP_PORT: String(await freePort()) });

it('a test that was caught and is bounced has failed, as one that a foreign server returns', async () => {
  const listener = await testInbound(database, {});
  onTestFinished(() => listener.stop());
  const t = await testTenant(database);
  const { id } = await createTemplate(t.ctx, { name: 'Letter', subject: 'Hello', text: 'Hello' });
  expect((await testTemplate(t.ctx, { id })).items).toMatchObject([{ status: 'accepted' }]);
  const [caught] = (await listCaught(t.ctx, {})).items;
  expect(await bounceCaught(t.ctx, { id: caught!.id })).toMatchObject({ accepted: true });
  expect((await listTemplateTests(t.ctx, { id })).items).toMatchObject([
    { status: 'failed', answer: expect.stringMatching(/^It came back: 550/) },
  ]);
});
