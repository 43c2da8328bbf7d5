'use client';

import { useEffect, useId } from 'react';
import { cn } from '@/components/ui/cn';
import type { ApprovedTemplate, PushParts, TemplateChannel } from '@/lib/templates/vocabulary';
import { MessageFrame } from './message-frame';

export type MailSource = { subject: string; html: string; text: string };
/** A text is shown with its short links and the way out, an approved template in its words. */
export type MessageSource = MailSource & {
  channel?: TemplateChannel;
  approved?: ApprovedTemplate | null;
  push?: PushParts | null;
  /** Of a campaign: its name, and its sender unless that is the default one. */
  campaignName?: string;
  senderId?: string | null;
};
type MailFrameProps = {
  tenant: string;
  source: MessageSource;
  contactId: string | null;
  /** What the frame shows, for readers. */
  title: string;
  view?: 'desktop' | 'phone' | 'text';
  className?: string;
};

/** Posts a form into a named frame. It stands in the body, since a form may not stand in another one. */
function postInto(frame: string, action: string, fields: Record<string, string>): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = action;
  form.target = frame;
  form.hidden = true;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}

/**
 * A draft as its reader would see it. The draft is posted into a sandboxed frame, since the answer must bring its own
 * content policy: a frame made here would inherit this page's and lose the mail's styles.
 */
export function MailFrame({ tenant, source, contactId, title, view = 'desktop', className }: MailFrameProps) {
  const name = useId();
  const { subject, html, text, channel = 'email', campaignName = '' } = source;
  const senderId = source.senderId ?? '';
  const approved = source.approved ? JSON.stringify(source.approved) : '';
  const push = source.push ? JSON.stringify(source.push) : '';
  const part = view === 'text' ? 'text' : 'html';
  useEffect(() => {
    const action = `/api/v1/templates/preview/body?tenant=${encodeURIComponent(tenant)}`;
    const draft = { subject, html, text, channel, approved, push, campaignName, senderId };
    const timer = setTimeout(() => postInto(name, action, { ...draft, contactId: contactId ?? '', part }), 350);
    return () => clearTimeout(timer);
  }, [name, tenant, subject, html, text, channel, approved, push, campaignName, senderId, contactId, part]);
  return (
    <div className={cn('overflow-hidden rounded-sm border border-line bg-white', className)}>
      <MessageFrame
        name={name}
        title={title}
        sandbox=""
        className={view === 'phone' ? 'mx-auto w-[375px] max-w-full' : 'w-full'}
      />
    </div>
  );
}
