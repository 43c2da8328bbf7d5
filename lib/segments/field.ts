import { channels, purposes } from '@/lib/contacts/vocabulary';
import type { Channel, Purpose } from '@/lib/contacts/vocabulary';
import type { ContactField, Engagement } from './vocabulary';
import { contactFields, engagements } from './vocabulary';

/** A field's name, read: what it is about and of which type. */
export type Field =
  | { type: 'text' | 'choice' | 'instant'; column: ContactField }
  | { type: 'attribute'; key: string }
  | { type: 'tags' | 'segment' }
  | { type: 'consent'; channel: Channel; purpose: Purpose }
  | { type: 'topic'; channel: Channel }
  | { type: 'engagement'; kind: Engagement };

const isColumn = (name: string): name is ContactField => Object.hasOwn(contactFields, name);

/** Reads `email`, `attributes.city`, `tags`, `consent.email.marketing`, `topic.email`, `segment`, `engagement.opened`; null when unknown. */
export function fieldOf(name: string): Field | null {
  if (isColumn(name)) return { type: contactFields[name].type, column: name };
  if (name === 'tags' || name === 'segment') return { type: name };
  const [head, second = '', third, ...more] = name.split('.');
  if (more.length > 0) return null;
  if (head === 'attributes' && third === undefined) {
    return /^[A-Za-z][A-Za-z0-9_]{0,59}$/.test(second) ? { type: 'attribute', key: second } : null;
  }
  if (head === 'engagement' && third === undefined) {
    const kind = engagements.find((word) => word === second);
    return kind ? { type: 'engagement', kind } : null;
  }
  const channel = channels.find((word) => word === second);
  if (head === 'topic' && third === undefined) return channel ? { type: 'topic', channel } : null;
  const purpose = purposes.find((word) => word === (third ?? 'marketing'));
  return head === 'consent' && channel && purpose ? { type: 'consent', channel, purpose } : null;
}

/** The name as rules store it: `firstName` → `first_name`, `consent.email` → `consent.email.marketing`, `topic` → `topic.email`. */
export function canonicalField(name: string): string {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (isColumn(snake)) return snake;
  if (name === 'topic') return 'topic.email';
  return /^consent\.\w+$/.test(name) ? `${name}.marketing` : name;
}
