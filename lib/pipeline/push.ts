import { invalid } from '@/lib/platform/errors';
import { notificationWriter } from '@/lib/templates';
import type { PushParts } from '@/lib/templates/vocabulary';
import { scopes, type ComposedText, type TextVersion } from './text';

/** What fits into one record of web push (RFC 8291). */
const mostBytes = 3993;

/**
 * What writes the notifications of one template version: the JSON that our service worker shows. `leave` is the page that ends them.
 * Throws what is wrong for a person.
 */
export function composePush(
  row: TextVersion & { subject: string; push: PushParts | null },
  tenant: string,
): ComposedText {
  const source = { subject: row.subject, text: row.body, push: row.push };
  const { write, links } = notificationWriter(source, { clicks: row.track_clicks });
  const scopeFor = scopes(row, tenant, links);
  const compose: ComposedText['compose'] = (message, contact) => {
    const scope = scopeFor(message, contact);
    const payload = Buffer.from(JSON.stringify({ ...write(scope), leave: scope['unsubscribe_url'], tag: message.id }));
    if (payload.length > mostBytes)
      throw invalid(
        `The notification has ${payload.length} bytes for this person, and ${mostBytes} are the most. Shorten its words or addresses.`,
      );
    return payload;
  };
  return { links, compose };
}
