import { query } from '@/lib/platform/command';
import { findContact, presentOne } from './queries';
import { Contact, ContactRef } from './schema';

export const getContact = query({
  name: 'contacts.get',
  summary: 'Read one contact',
  access: 'contacts:read',
  http: { method: 'GET', path: '/contacts/{id}' },
  input: ContactRef,
  output: Contact,
  run: async (ctx, { id }) => presentOne(ctx, await findContact(ctx, id)),
});
