import { Icon } from '../ui/icon';

/** What should be known before a campaign goes out, in the question that comes before. */
export function WarningLines({ messages }: { messages: readonly string[] }) {
  return messages.map((message) => (
    <span key={message} className="mb-2 flex items-start gap-1.5 text-warn-text">
      <Icon name="triangle-alert" size={14} className="mt-0.75" />
      <span className="sr-only">Warning: </span>
      <span className="min-w-0 wrap-anywhere">{message}</span>
    </span>
  ));
}
