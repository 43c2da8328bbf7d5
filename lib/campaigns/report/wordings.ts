import { z } from 'zod';
import type { Replaced, Words } from '../wording';
import type { KnownMessage } from './messages';
import type { ReportWording } from './schema';

/** Messages that were sent with one version between two edits: `part` is how many edits went before. */
export const SentPart = z.object({
  variant: z.number().nullable(),
  version: z.string(),
  part: z.number(),
  sent: z.number(),
  firstAt: z.coerce.date(),
  lastAt: z.coerce.date(),
});
type SentPart = z.output<typeof SentPart>;

interface Known {
  /** The earliest first. */
  edits: readonly Replaced[];
  now: readonly Words[];
  messages: readonly KnownMessage[];
  variants: readonly { position: number; name: string }[];
}

/** The subject that was sent then: what the next edit replaced, else what holds now. An older version, which was in hands, has its own, unless the variant has one. */
export function subjectOf(
  { variant, version, part }: Pick<SentPart, 'variant' | 'version' | 'part'>,
  {
    edits,
    now,
    messages,
  }: Pick<Known, 'edits' | 'now'> & { messages: readonly Pick<KnownMessage, 'version' | 'subject'>[] },
): string {
  const mine = (one: Words) => one.variant === variant;
  const then = edits.slice(part).flatMap(({ was }) => was.filter(mine))[0] ?? now.find(mine);
  if (then && (then.own || then.version === version)) return then.subject;
  return messages.find((message) => message.version === version)?.subject ?? '';
}

/** Whether a variant went on as it was after `last`: by the next part, or since no edit in between was about it. */
const isOn = (last: number, { variant, part }: SentPart, { edits }: Known): boolean =>
  last + 1 >= part || !edits.slice(last, part).some(({ was }) => was.some((one) => one.variant === variant));

/** What people got, in the order in which it was written: one line for each variant, version and subject. Pure. */
export function wordingsOf(parts: readonly SentPart[], known: Known): ReportWording[] {
  const found: ReportWording[] = [];
  // The part in which each was sent last.
  const lasts = new Map<ReportWording, number>();
  const sorted = parts.toSorted((a, b) => (a.variant ?? -1) - (b.variant ?? -1) || a.part - b.part);
  for (const part of sorted) {
    const { variant, version } = part;
    const subject = subjectOf(part, known);
    const same = found.findLast((one) => one.variant === variant && one.version === version && one.subject === subject);
    const until = known.edits[part.part]?.until ?? null;
    if (same && isOn(lasts.get(same)!, part, known)) {
      same.sent += part.sent;
      same.lastAt = part.lastAt.toISOString();
      same.until = until;
      lasts.set(same, part.part);
      continue;
    }
    const message = known.messages.find((each) => each.version === version);
    const line: ReportWording = {
      variant,
      variantName: known.variants.find((each) => each.position === variant)?.name ?? null,
      version,
      templateName: message?.templateName ?? '',
      templateVersion: message?.templateVersion ?? 0,
      subject,
      sent: part.sent,
      firstAt: part.firstAt.toISOString(),
      lastAt: part.lastAt.toISOString(),
      since: part.part > 0 ? (known.edits[part.part - 1]?.until ?? null) : null,
      until,
    };
    found.push(line);
    lasts.set(line, part.part);
  }
  return found;
}
