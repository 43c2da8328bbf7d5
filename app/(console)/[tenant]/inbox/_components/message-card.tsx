import Link from 'next/link';
import { OutcomeBadge } from '@/components/outcome/outcome-badge';
import { Avatar } from '@/components/ui/avatar';
import { Chip } from '@/components/ui/chip';
import { formatNumber } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { Time } from '@/components/ui/time';
import type { InboxMessage } from '@/lib/inbox/schema';

const size = (bytes: number) =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1024 * 1024
      ? `${formatNumber(Math.round(bytes / 1024))} kB`
      : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Who of us wrote an answer; programs answer for the organisation. */
export const senderName = ({ sentBy }: Pick<InboxMessage, 'sentBy'>): string =>
  sentBy && !sentBy.includes(':') ? sentBy : 'Your organisation';

/** One message of a conversation: who, when, what; for ours also what became of it. */
export function MessageCard({
  message,
  contactName,
  now,
  zone,
  failedHref,
}: {
  message: InboxMessage;
  contactName: string;
  now: string;
  zone: string;
  /** Where it is decided about answers that failed or are uncertain. */
  failedHref: (outcome: string) => string;
}) {
  const ours = message.direction === 'outbound';
  const name = message.fromName ?? (ours ? senderName(message) : contactName);
  return (
    <article
      id={`message-${message.id}`}
      tabIndex={-1}
      aria-label={`${ours ? 'Answer by' : 'Message from'} ${name}`}
      className={`flex gap-3 border-b border-line px-5 py-4 max-md:px-4 ${ours ? 'bg-sunken' : 'bg-surface'}`}
    >
      <span className="max-md:hidden">
        <Avatar name={name} size="md" />
      </span>
      <div className="min-w-0 flex-1">
        <header className="flex flex-wrap items-baseline gap-x-2">
          <span dir="auto" className="font-semibold">
            {name}
          </span>
          {message.fromAddress && message.fromAddress !== name ? (
            <span className="truncate text-xs text-ink-3">{message.fromAddress}</span>
          ) : null}
          <span className="ml-auto flex items-center gap-2 text-xs text-ink-3">
            {message.delivery ? <OutcomeBadge outcome={message.delivery.outcome} /> : null}
            <Time at={message.occurredAt} now={now} zone={zone} />
          </span>
        </header>
        <p dir="auto" className="mt-2 max-w-[66ch] text-base whitespace-pre-wrap">
          {message.body || <span className="text-ink-3">No text</span>}
        </p>
        {message.quoted ? (
          <details className="mt-2">
            <summary className="inline-flex min-h-6 items-center rounded-full bg-active px-2.5 text-xs text-ink-2 pointer-coarse:min-h-11">
              What was quoted
            </summary>
            <p dir="auto" className="mt-2 max-w-[66ch] border-l-2 border-line pl-3 text-ink-3 whitespace-pre-wrap">
              {message.quoted}
            </p>
          </details>
        ) : null}
        {message.attachments.length > 0 ? (
          <ul aria-label="Attachments" className="mt-2 flex flex-wrap gap-1.5">
            {message.attachments.map((file, index) => (
              <li key={index}>
                <Chip>
                  <Icon name="paperclip" size={12} /> {file.name || 'Unnamed'} · {size(file.bytes)}
                </Chip>
              </li>
            ))}
          </ul>
        ) : null}
        {message.delivery?.error ? <p className="mt-2 text-xs text-bad-text">{message.delivery.error}</p> : null}
        {message.delivery?.waits ? (
          <Link
            href={failedHref(message.delivery.outcome)}
            className="mt-2 inline-flex min-h-6 items-center text-xs link pointer-coarse:min-h-11"
          >
            {message.delivery.outcome === 'failed' ? 'Try it again, or discard it' : 'Decide what became of it'}
          </Link>
        ) : null}
      </div>
    </article>
  );
}
