import { expect, it } from 'vitest';
import { createSender, deleteSender } from '@/lib/sending';
import { linkTokens } from '@/lib/tracking';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { viewMessage } from './view';

const database = await testDatabase({ MAIL_DOMAIN: 'mail.example' });
const sql = database.owner.tags;

it('a mail is shown in the browser when its sender has been deleted since, in that sender’s name', async () => {
  const { ctx, slug } = await testTenant(database);
  const html = '<p>{{ sender.name }} of {{ sender.email }}</p>';
  const { messageId, campaignId } = await sentMessage(database, slug, { html });
  const events = await createSender(ctx, { fromName: 'Events', fromEmail: `${slug}@mail.example` });
  await sql`update campaigns set sender_id = ${events.id} where tenant_id = ${slug} and id = ${campaignId}`;
  const token = linkTokens().sign('view', slug, messageId);
  const before = await viewMessage(token, null, database.services);
  expect(before?.html).toContain(`Events of ${events.fromEmail}`);
  await deleteSender(ctx, { id: events.id, anyway: true });
  expect(await viewMessage(token, null, database.services)).toEqual(before);
});

it('a mail is shown with the address it went to, whichever the person has since', async () => {
  const { slug } = await testTenant(database);
  const html = '<p>To {{ contact.email }}</p>';
  const { messageId, contactId } = await sentMessage(database, slug, { html, email: 'ada@old.example' });
  const shown = async () =>
    (await viewMessage(linkTokens().sign('view', slug, messageId), null, database.services))?.html;
  await sql`update contacts set email = 'Ada@old.example' where tenant_id = ${slug} and id = ${contactId}`;
  expect(await shown()).toContain('To Ada@old.example');
  await sql`update contacts set email = 'ada@new.example', email_normalized = 'ada@new.example' where tenant_id = ${slug} and id = ${contactId}`;
  expect(await shown()).toContain('To ada@old.example');
});
