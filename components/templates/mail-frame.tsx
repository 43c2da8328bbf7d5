'use client';

import { useEffect, useId, useRef } from 'react';
import { cn } from '@/components/ui/cn';

export type MailSource = { subject: string; html: string; text: string };
type MailFrameProps = {
  tenant: string;
  source: MailSource;
  contactId: string | null;
  /** What the frame shows, for readers. */
  title: string;
  view?: 'desktop' | 'phone' | 'text';
  className?: string;
};

/**
 * A draft as its reader would see it. The draft is posted into a sandboxed frame, since the answer must bring its own
 * content policy: a frame made here would inherit this page's and lose the mail's styles.
 */
export function MailFrame({ tenant, source, contactId, title, view = 'desktop', className }: MailFrameProps) {
  const name = useId();
  const form = useRef<HTMLFormElement>(null);
  const { subject, html, text } = source;
  useEffect(() => {
    const timer = setTimeout(() => form.current?.submit(), 350);
    return () => clearTimeout(timer);
  }, [subject, html, text, contactId, view]);
  return (
    <div className={cn('overflow-hidden rounded-sm border border-line bg-white', className)}>
      <form
        ref={form}
        method="post"
        target={name}
        action={`/api/v1/templates/preview/body?tenant=${encodeURIComponent(tenant)}`}
        hidden
      >
        <input type="hidden" name="subject" value={subject} readOnly />
        <input type="hidden" name="html" value={html} readOnly />
        <input type="hidden" name="text" value={text} readOnly />
        <input type="hidden" name="contactId" value={contactId ?? ''} readOnly />
        <input type="hidden" name="part" value={view === 'text' ? 'text' : 'html'} readOnly />
      </form>
      <iframe
        name={name}
        title={title}
        sandbox=""
        className={cn('block h-140 border-0', view === 'phone' ? 'mx-auto w-[375px] max-w-full' : 'w-full')}
      />
    </div>
  );
}
