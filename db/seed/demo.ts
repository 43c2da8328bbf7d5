import { createContact } from '@/lib/contacts';
import { createCampaign } from '@/lib/campaigns';
import { systemClock } from '@/lib/platform/clock';
import { jobContext } from '@/lib/platform/context';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { createSegment, evaluateSegment } from '@/lib/segments';
import { createTemplate } from '@/lib/templates';

const firstNames = [
  'Amara',
  'Kwabena',
  'Zainab',
  'Priya',
  'Callum',
  'Łukasz',
  'Tomasz',
  'Sofía',
  'Mei-Ling',
  'Rafael',
  'Elif',
  'Ingrid',
  'Yuki',
  'Hannah',
  'Oluwaseun',
  'Declan',
];
const lastNames = [
  'Okonkwo-Hale',
  'Asante',
  'Yusuf',
  'Raghunathan',
  'Fraser-Bligh',
  'Baran',
  'Wieczorek',
  'Ibarra Luque',
  'Tanaka-Ross',
  'Monteiro',
  'Şahin',
  'Nørgaard',
  'Shimura',
  'Lindqvist',
  'Adeyemi',
  'O’Rourke',
];
const degrees = [
  'BSc Biochemistry',
  'LLB Law',
  'MEng Aeronautics',
  'BA Economics',
  'MSc Marine Science',
  'PhD Public Health',
];
const chapters = ['London', 'Manchester', 'Edinburgh', 'Berlin', 'New York'];
const people = 64;

/** Letters that Unicode does not take apart into a plain letter and a mark. */
const plainLetters: Record<string, string> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ħ: 'h',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ð: 'd',
  þ: 'th',
};

const ascii = (text: string) =>
  text
    .toLowerCase()
    .replace(/[łøđħßæœıðþ]/g, (letter) => plainLetters[letter] ?? '')
    .normalize('NFD')
    .replace(/[^a-z]/g, '');

function person(i: number) {
  const firstName = firstNames[i % firstNames.length] ?? '';
  const lastName = lastNames[(i * 7 + Math.floor(i / firstNames.length)) % lastNames.length] ?? '';
  return {
    firstName,
    lastName,
    email: `${ascii(firstName)}.${ascii(lastName)}${i}@example.com`,
    language: 'en',
    attributes: {
      class_year: 2008 + (i % 14),
      degree: degrees[i % degrees.length] ?? '',
      chapter: chapters[i % chapters.length] ?? '',
    },
    tags: [...(i % 3 === 0 ? ['donor'] : []), ...(i % 5 === 0 ? ['volunteer'] : [])],
    // Every eighth person never agreed: the first campaign shows what the gate does.
    consents:
      i % 8 === 7
        ? []
        : [
            {
              channel: 'email' as const,
              purpose: 'marketing' as const,
              granted: true,
              source: 'form' as const,
              sourceDetail: 'Alumni registration form',
            },
          ],
  };
}

const html = `<!doctype html>
<html><body style="margin:0;background:#f6f5f2">
<div style="max-width:560px;margin:0 auto;padding:32px 24px;background:#fff;font:16px/26px Georgia,serif;color:#22252b">
<p>Dear {{ contact.first_name | default: "friend" }},</p>
<p>You left us with the class of {{ contact.attributes.class_year }}. This summer your year comes back to {{ tenant.name }} for a weekend of talks, dinners and old stories, and we would like you to be there.</p>
<p><a href="https://example.com/reunion" style="color:#1d4ea3">See the programme and keep your seat</a></p>
<p>You can simply answer this message if you have a question.</p>
<p>The alumni office</p>
<p style="font:12px/18px sans-serif;color:#5b6068"><a href="{{ unsubscribe_url }}" style="color:#5b6068">Unsubscribe</a> · <a href="{{ preferences_url }}" style="color:#5b6068">What we may write about</a></p>
</div></body></html>`;

/** A small alumni office, so that a newcomer can walk the whole loop without bringing data. All addresses are example.com. */
export async function seedDemo(services: Services, tenant: string): Promise<void> {
  const ctx = jobContext({
    tenant,
    name: 'demo',
    timeZone: 'Europe/London',
    clock: systemClock,
    log: logger('seed'),
    services,
  });
  for (let i = 0; i < people; i++) await createContact(ctx, person(i));
  const everyone = await createSegment(ctx, { name: 'Everyone', rule: { all: [] } });
  const london = await createSegment(ctx, {
    name: 'London, since 2010',
    rule: {
      all: [
        { field: 'attributes.chapter', op: 'is', value: 'London' },
        { field: 'attributes.class_year', op: 'gte', value: 2010 },
      ],
    },
  });
  for (const segment of [everyone, london]) await evaluateSegment(ctx, { id: segment.id });
  const template = await createTemplate(ctx, {
    name: 'Reunion invitation',
    channel: 'email',
    subject: '{{ contact.first_name | default: "Hello" }}, your year comes back this summer',
    html,
    text: '',
  });
  await createCampaign(ctx, {
    name: 'Reunion 2027',
    channel: 'email',
    templateId: template.id,
    segmentIds: [everyone.id],
  });
}
