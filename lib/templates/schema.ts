import { z } from 'zod';
import { cursorInput, pageOf, pageSize } from '@/lib/platform/cursor';
import { addressLimit, partLimits, templateChannels } from './vocabulary';

const source = {
  subject: z.string().max(partLimits.subject).default(''),
  html: z.string().max(partLimits.html).default(''),
  text: z.string().max(partLimits.text).default(''),
};
/** A name, a language and the values of a template as WhatsApp approved it; each value is Liquid. */
export const ApprovedTemplate = z
  .object({
    name: z
      .string()
      .trim()
      .regex(/^[a-z0-9_]{1,512}$/, 'is no name of an approved template: small letters, digits and _ only'),
    language: z
      .string()
      .trim()
      .regex(/^[a-z]{2,3}(?:_[A-Z]{2,4})?$/, 'is no language code such as en, de or pt_BR'),
    parameters: z
      .array(z.string().trim().min(1, 'is empty').max(1000, 'is over 1,000 characters'))
      .max(30, 'are more than 30')
      .default([]),
  })
  .meta({ id: 'ApprovedTemplate' });
const approved = ApprovedTemplate.nullable();

const liquidAddress = z
  .string()
  .trim()
  .max(addressLimit, `is over ${addressLimit.toLocaleString('en')} characters`)
  .default('');
/** Where a click on a notification leads, and its picture; each is Liquid. */
export const PushParts = z.object({ url: liquidAddress, icon: liquidAddress }).meta({ id: 'PushParts' });
const push = PushParts.nullable();

const name = z.string().trim().min(1, 'is empty').max(120, 'is over 120 characters');

export const TemplateCreate = z.object({
  name,
  channel: z.enum(templateChannels).default('email'),
  ...source,
  approved: approved
    .default(null)
    .describe('Of WhatsApp: what it approved. Absent: free text, for open conversations.'),
  push: push
    .default(null)
    .describe('Of push: where a click leads, and a picture; the title is the subject, the words are the text.'),
});
export const TemplateUpdate = z.object({
  id: z.uuid(),
  name: name.optional(),
  subject: z.string().max(partLimits.subject).optional(),
  html: z.string().max(partLimits.html).optional(),
  text: z.string().max(partLimits.text).optional(),
  approved: approved.optional(),
  push: push.optional(),
  changelog: z.string().max(300).optional(),
  /** The version that the change was made on; a newer one refuses it. */
  baseVersion: z.coerce.number().int().optional(),
});
export const TemplateRef = z.object({ id: z.uuid(), version: z.coerce.number().int().positive().optional() });

export const TemplateProblem = z.object({
  kind: z.enum(['syntax', 'unknown-variable', 'too-long']),
  part: z.enum(['subject', 'html', 'text', 'parameters', 'url', 'icon']),
  line: z.number().int(),
  column: z.number().int(),
  message: z.string(),
  variable: z.string().optional(),
});

export const Template = z
  .object({
    id: z.string(),
    name: z.string(),
    channel: z.string(),
    status: z.enum(['active', 'archived']),
    version: z.number().int(),
    versionId: z.string(),
    subject: z.string(),
    html: z.string(),
    text: z.string(),
    approved: ApprovedTemplate.nullable(),
    push: PushParts.nullable(),
    variables: z.array(z.string()),
    problems: z.array(TemplateProblem),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Template' });
export type Template = z.infer<typeof Template>;

export const TemplateSummary = Template.omit({
  html: true,
  text: true,
  approved: true,
  push: true,
  problems: true,
  versionId: true,
}).meta({
  id: 'TemplateSummary',
});
export type TemplateSummary = z.infer<typeof TemplateSummary>;
export const TemplateList = z.object({
  q: z.string().trim().max(120).optional(),
  cursor: cursorInput,
  limit: pageSize,
});
export const TemplatePage = pageOf(TemplateSummary).meta({ id: 'TemplatePage' });

export const TemplateVersion = z.object({
  version: z.number().int(),
  subject: z.string(),
  changelog: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export const TemplateVersions = z.object({ items: z.array(TemplateVersion) });

export const TemplatePreviewInput = z.object({
  ...source,
  /** Texts are shown as they go out: with short links and a way out. */
  channel: z.enum(templateChannels).default('email'),
  approved: approved.default(null),
  push: push.default(null),
  contactId: z.uuid().optional(),
  /** Of a campaign: its name, and whose name its mail carries; absent: the default sender's. */
  campaignName: z.string().max(160).optional(),
  senderId: z.uuid().optional(),
});
export const TemplatePreview = z.object({
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  preheader: z.string().describe('What mailboxes show beside the subject of a mail: its first words.'),
  variables: z.array(z.string()),
  problems: z.array(TemplateProblem),
  /** Variables that this contact leaves empty, where the template has nothing to stand for them. */
  empty: z.array(z.string()),
  /** Why this contact would get nothing, in words; null: they would get it. */
  unsendable: z.string().nullable(),
  /** Of a push: the addresses as they would go out. */
  push: z.object({ url: z.string(), icon: z.string() }).nullable(),
  /** Of a text: how long it is for this contact, and how many SMS that makes. */
  length: z
    .object({
      characters: z.number().int(),
      parts: z.number().int(),
      wideLetter: z
        .string()
        .nullable()
        .describe(
          'The first one outside the basic alphabet of SMS, such as an emoji: with it a part holds 70 characters, not 160.',
        ),
      optOut: z.number().int().describe('Characters of the line to opt out, where one is added.'),
    })
    .nullable(),
});
