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

  it('is shown to whom it can go', async () => {
    const { ctx } = await testTenant(database);
    await createContact(ctx, { firstName: 'Ada', email: 'ada@example.org' });
    const draft = { channel: 'push', subject: '{{ contact.first_name }}', text: 'Words' } as const;
    expect(await previewTemplate(ctx, draft)).toMatchObject({ subject: 'Ada', unsendable: null });
  });
});
