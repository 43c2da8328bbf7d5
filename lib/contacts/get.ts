import { query } from '@/lib/platform/command';
import { notFound } from '@/lib/platform/errors';
import { readTogether } from '@/lib/platform/db/read';
import { presentContact } from './present';
import { contactColumns, type FullContact } from './rows';
import { Contact, ContactRef } from './schema';

export const getContact = query({
  name: 'contacts.get',
  summary: 'Read one contact',
  access: 'contacts:read',
  http: { method: 'GET', path: '/contacts/{id}' },
  input: ContactRef,
  output: Contact,
  async hot(ctx, { id }) {
    const [[row]] = await readTogether<[FullContact[]]>(ctx, (sql) => [
      sql<FullContact[]>`select ${contactColumns(sql)} from contacts c
        where c.tenant_id = ${ctx.tenant} and c.id = ${id} and c.deleted_at is null`,
    ]);
    if (!row) throw notFound('contact');
    return presentContact(row, row);
  },
});
