import { jsonWriter } from '@/lib/templates';
import { scopes, type ComposedText, type TextVersion } from './text';

/** What writes the JSON of one template version; its addresses stay as they are: programs read them, and their clicks say nothing. */
export function composeWebhook(row: TextVersion, tenant: string): ComposedText {
  const write = jsonWriter(row.body);
  const scopeFor = scopes(row, tenant, []);
  return { links: [], compose: (message, contact) => Buffer.from(write(scopeFor(message, contact))) };
}
