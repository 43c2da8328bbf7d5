import { createCampaign } from '@/lib/campaigns';
import { createContact } from '@/lib/contacts';
import type { Ctx } from '@/lib/platform/context';
import { createSegment } from '@/lib/segments';
import { createTemplate } from '@/lib/templates';

export const granted = [
  { channel: 'email' as const, purpose: 'marketing' as const, granted: true, source: 'form' as const },
];

/** Contacts who agreed to marketing by email, named by their number. */
export async function people(ctx: Ctx, count: number, domain = 'example.org'): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++)
    ids.push((await createContact(ctx, { email: `p${i}@${domain}`, firstName: `Person ${i}`, consents: granted })).id);
  return ids;
}

/** A draft campaign to everybody, ready to launch. */
export async function draft(ctx: Ctx, name = 'Appeal'): Promise<string> {
  const segment = await createSegment(ctx, { name: `${name}: everybody`, rule: { all: [] } });
  const template = await createTemplate(ctx, {
    name: `${name}: letter`,
    channel: 'email',
    subject: 'Dear {{ contact.first_name }}',
    html: '<p>Hello {{ contact.first_name }}, <a href="https://example.org/give">give</a></p>',
    text: '',
  });
  return (await createCampaign(ctx, { name, channel: 'email', templateId: template.id, segmentIds: [segment.id] })).id;
}
