'use client';

import { useEffect, useState } from 'react';
import type { MessageSource } from '@/components/templates/mail-frame';
import type { Template } from '@/lib/templates/schema';
import { previewTemplateAction } from './actions';

export type Preview = Extract<Awaited<ReturnType<typeof previewTemplateAction>>, { ok: true }>['value'];

/** The draft rendered for one contact, with its problems; asked 350 ms after the last key. */
export function useMessagePreview(
  tenant: string,
  { subject, html, text, channel = 'email', approved = null, push = null, campaignName = '', senderId }: MessageSource,
  contactId: string | null,
) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const filled = approved && JSON.stringify(approved);
  const leads = push && JSON.stringify(push);
  useEffect(() => {
    let stale = false;
    const timer = setTimeout(() => {
      previewTemplateAction(tenant, {
        ...{ subject, html, text, channel, campaignName },
        approved: filled ? (JSON.parse(filled) as Template['approved']) : null,
        push: leads ? (JSON.parse(leads) as Template['push']) : null,
        ...(contactId ? { contactId } : {}),
        ...(senderId ? { senderId } : {}),
      }).then(
        (result) => {
          if (stale) return;
          setFailed(result.ok ? null : result.error.message);
          if (result.ok) setPreview(result.value);
        },
        () => !stale && setFailed('The preview did not come. It is tried again at your next change.'),
      );
    }, 350);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [tenant, subject, html, text, contactId, channel, filled, leads, campaignName, senderId]);
  return { preview, failed };
}
