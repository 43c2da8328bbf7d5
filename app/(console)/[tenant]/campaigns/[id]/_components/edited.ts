import { formText } from '@/components/form/form-text';
import type { Campaign } from '@/lib/campaigns/schema';

/** The variants whose name or subject the form changes; what is not named stays as it is. */
export const changedVariants = (before: Campaign['options']['variants'], data: FormData) =>
  before
    .map(({ position }) => ({
      position,
      name: formText(data, `variants.${position}.name`),
      subject: formText(data, `variants.${position}.subject`).trim() || null,
    }))
    .filter((now) =>
      before.some((v) => v.position === now.position && (v.name !== now.name || v.subject !== now.subject)),
    );

/** The sender that the form changes to, null for the default one; nothing where it is the same or not asked for. */
export function changedSender(before: Campaign['sender'], data: FormData): { senderId?: string | null } {
  const given = data.get('senderId');
  if (typeof given !== 'string' || given === (before?.id ?? '')) return {};
  return { senderId: given || null };
}
