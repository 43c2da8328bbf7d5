import { messageFacts, type MessageFactItem, type MessageFactName } from '@/lib/pipeline';
import type { Fact } from '@/lib/platform/command';
import type { HeldMessage } from './load';

/** What a fact needs to know of a message. */
export type ToldMessage = Pick<HeldMessage, 'id' | 'contactId' | 'channel' | 'sourceType' | 'sourceId' | 'templateId'>;

export interface MessageNews {
  name: MessageFactName;
  message: ToldMessage;
  item: Omit<MessageFactItem, 'id' | 'contactId'>;
}

/** What happened to messages as facts: one for what is alike and of one source. */
export function factsAbout(news: readonly MessageNews[]): Fact[] {
  const groups = new Map<string, { name: MessageFactName; message: ToldMessage; items: MessageFactItem[] }>();
  for (const { name, message, item } of news) {
    const key = `${name} ${message.sourceType} ${message.sourceId} ${message.channel} ${message.templateId}`;
    const group = groups.get(key) ?? { name, message, items: [] };
    group.items.push({ id: message.id, contactId: message.contactId, ...item });
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ name, message: { channel, sourceType, sourceId, templateId }, items }) =>
    messageFacts(name, { channel, sourceType, sourceId, templateId, items }),
  );
}
