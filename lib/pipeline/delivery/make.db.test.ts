import { expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import type { Lane } from './claim';
import { makerFor } from './make';

const database = await testDatabase();
const sql = database.owner.tags;

it('a running campaign speaks in the names and leads to the host that hold now, in the batch after a change', async () => {
  const { slug } = await testTenant(database);
  const html =
    '<p>{{ tenant.name }}, {{ campaign.name }}, {{ sender.name }} <a href="https://example.com/seat">Seat</a></p>';
  const campaign = await queuedCampaign(database, slug, 1, { html, asleep: true });
  const [id = '', contactId = '', address = ''] = [campaign.messages, campaign.contacts, campaign.addresses].flat();
  const claimed = { id, contactId, address, templateVersionId: campaign.versionId, variant: null };
  const message = { ...claimed, sourceId: campaign.id, attempts: 1, due: '' };
  const named = { firstName: 'Ada', lastName: null, displayName: 'Ada' };
  const ada = { id: contactId, email: address, phone: null, language: null, attributes: {}, ...named };
  const lane: Lane = { tenant: slug, id: campaign.id, kind: 'campaign', channel: 'email' };
  const now = new Date();
  const said = async () => {
    const maker = await makerFor(database.services.system.tags, lane, campaign.id, [message], new Map(), now);
    return maker.compose(message, ada, now).toString().replaceAll('=\r\n', '');
  };
  const before = await said();
  await sql`update tenants set name = 'New House' where id = ${slug}`;
  expect(await said()).toContain('New House');
  await sql`update campaigns set name = 'New Appeal' where tenant_id = ${slug}`;
  expect(await said()).toContain('New Appeal');
  await sql`update senders set from_name = 'New Office', updated_at = now() where tenant_id = ${slug}`;
  expect(await said()).toContain('New Office');
  const domain = `go.${slug}.example`;
  await sql`insert into tracking_domains (tenant_id, domain, token, verified_at) values (${slug}, ${domain}, 'token', now())`;
  expect(await said()).toContain(`://${domain}`);
  expect(before).not.toMatch(/New|go\./);
});
