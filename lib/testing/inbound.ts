import { startInbound, type InboundOptions } from '@/lib/inbound';
import { smtpProvider } from '@/lib/sending';
import type { TestDatabase } from './database';

/** Takes incoming mail for all tenants of a test's database, on a free port unless the settings name one. */
export async function testInbound(
  { services, owner: { tags: sql } }: TestDatabase,
  options: Omit<InboundOptions, 'tenants'> = { port: 0 },
) {
  const tenants = async () => (await sql<{ id: string }[]>`select id from tenants`).map((row) => row.id);
  const listener = await startInbound(services, { tenants, ...options });
  /** Another server's connections to it. */
  const from = (size: number) =>
    smtpProvider({ host: '127.0.0.1', port: listener.port, security: 'none', size, requeues: 0 });
  return { ...listener, from };
}
