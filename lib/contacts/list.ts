import { query } from '@/lib/platform/command';
import { found } from './list-found';
import { deleted, listed } from './list-rows';
import { presentContact } from './present';
import { ContactList, ContactPage } from './schema';

export const listContacts = query({
  name: 'contacts.list',
  summary: 'List or search contacts, page by page',
  access: 'contacts:read',
  http: { method: 'GET', path: '/contacts' },
  input: ContactList,
  output: ContactPage,
  async hot(ctx, input) {
    const { status, q } = input;
    const { rows, ...page } = await (status === 'deleted'
      ? deleted(ctx, input)
      : q
        ? found(ctx, { ...input, status, q })
        : listed(ctx, input));
    return { ...page, items: rows.map((row) => presentContact(row, row)) };
  },
});
