import { describe, expect, it } from 'vitest';
import { createContact } from '@/lib/contacts';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { previewTemplate } from '.';

const database = await testDatabase({ PUBLIC_URL: 'https://ao.example' });

describe('the preview of a good template', () => {
  it.each([
    ['an empty title', { channel: 'push', subject: '{{ contact.first_name }}', text: 'Words' }, 'title is empty'],
    [
      'no web address',
      { channel: 'push', subject: 'T', text: 'W', push: { url: '{{ contact.first_name }}', icon: '' } },
      null,
    ],
    ['no JSON', { channel: 'webhook', text: '{ "year": {{ contact.first_name }} }' }, 'no JSON'],
  ] as const)(
    'is none of an error for somebody for whom it makes %s: it says that they get nothing',
    async (_, draft, why) => {
      const { ctx } = await testTenant(database);
      expect((await previewTemplate(ctx, draft)).unsendable).toEqual(why ? expect.stringContaining(why) : null);
      const { id } = await createContact(ctx, { email: 'nameless@example.org' });
      expect((await previewTemplate(ctx, draft)).unsendable).toEqual(why ? expect.stringContaining(why) : null);
      expect((await previewTemplate(ctx, { ...draft, contactId: id })).variables).toContain('contact.first_name');
    },
  );

  it.each([
    ['{ "id": {{ contact.id }}, "name": "{{ contact.first_name }}" }', 'Write {{ contact.id | json }} without quotes'],
    ['{ "a": "{{ contact.email | json }}" }', '{{ contact.email | json }} brings its own quotes'],
    ['{ "a": "{{ contact.email }}" "b": 1 }', 'a comma, a bracket or a quote'],
  ])('names the value of %s that is the matter', async (text, advice) => {
    const { ctx } = await testTenant(database);
    await createContact(ctx, { firstName: 'Ada', email: 'ada@example.org' });
    expect((await previewTemplate(ctx, { channel: 'webhook', text })).unsendable).toContain(advice);
  });

  it('calls a variable that is unknown only that, not empty too', async () => {
    const { ctx } = await testTenant(database);
    await createContact(ctx, { email: 'ada@example.org', firstName: 'Ada' });
    const subject = '{{ contact.class_year }} {{ contact.last_name }}';
    const shown = await previewTemplate(ctx, { subject, html: '', text: '' });
    expect(shown.problems).toMatchObject([{ kind: 'unknown-variable', variable: 'contact.class_year' }]);
    expect(shown.empty).toEqual(['contact.last_name']);
  });

  it.each(['email', 'sms'] as const)('of %s asks no default for what every message has', async (channel) => {
    const { ctx, slug } = await testTenant(database);
    await createContact(ctx, { email: 'ada@example.org' });
    await database.services.system.tags`update senders set deleted_at = now() where tenant_id = ${slug}`;
    const always = ['contact.id', 'contact.full_name', 'tenant.name', 'campaign.name', 'unsubscribe_url'];
    const ofMail = ['preferences_url', 'sender.name', 'sender.email', 'view_url'];
    const text = [...always, ...ofMail, 'contact.first_name'].map((name) => `{{ ${name} }}`).join(' ');
    const subject = channel === 'email' ? '{{ campaign.name }}' : '';
    const { empty } = await previewTemplate(ctx, { channel, subject, html: '', text });
    const fromNobody = channel === 'email' ? [] : ['sender.email', 'sender.name', 'view_url'];
    expect(empty).toEqual(['contact.first_name', ...fromNobody]);
  });

  it('calls empty only what nothing stands for, and says why a text is as long as it is', async () => {
    const { ctx } = await testTenant(database);
    await createContact(ctx, { email: 'ada@example.org' });
    const html = '<p>{{ contact.first_name | default: "friend" }} {{ contact.last_name }}</p>';
    expect((await previewTemplate(ctx, { subject: 'S', html, text: '' })).empty).toEqual(['contact.last_name']);
    const parameters = ['{{ contact.first_name }}', '{{ contact.last_name | default: "friend" }}'];
    const approved = { name: 'a', language: 'en', parameters };
    const filled = await previewTemplate(ctx, { channel: 'whatsapp', text: '{{1}} {{2}}', approved });
    expect(filled.empty).toEqual(['contact.first_name']);
    const { length, text } = await previewTemplate(ctx, { channel: 'sms', text: 'Hello 👋' });
    expect(length).toMatchObject({ wideLetter: '👋', optOut: text.length - 'Hello 👋'.length });
    const own = await previewTemplate(ctx, { channel: 'sms', text: 'Hello {{ unsubscribe_url }}' });
    expect(own.length).toMatchObject({ wideLetter: null, optOut: 0 });
  });

  it('is shown to whom it can go', async () => {
    const { ctx } = await testTenant(database);
    await createContact(ctx, { firstName: 'Ada', email: 'ada@example.org' });
    const draft = { channel: 'push', subject: '{{ contact.first_name }}', text: 'Words' } as const;
    expect(await previewTemplate(ctx, draft)).toMatchObject({ subject: 'Ada', unsendable: null });
  });
});
