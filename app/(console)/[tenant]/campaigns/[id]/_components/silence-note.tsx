import { messagesWait, refusalWords } from '@/components/campaigns/silence-words';
import { formatDuration } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import type { Refusal, Silence } from '@/lib/campaigns/schema';
import type { SendingChannel } from '@/lib/sending/vocabulary';

type SilenceProps = { silence: Silence; channel: string; now: Date };

/** Why the numbers stand still: what is handed over gets no answer. */
export function SilenceNote({ silence, channel, now }: SilenceProps) {
  const server = channel === 'email' ? 'mail server' : 'provider';
  const seconds = (now.getTime() - Date.parse(silence.since)) / 1000;
  return (
    <Note tone="warn" icon="clock" title={`No answer from the ${server} for ${formatDuration(seconds)}.`}>
      {messagesWait(silence)}. {nextTry(silence.nextTryAt, now)} Sending goes on by itself when it answers.
    </Note>
  );
}

type RefusalProps = { refusal: Refusal; channel: SendingChannel; zone: string };

/** Why the numbers stand still: all that is handed over is put off. */
export function RefusalNote({ refusal, channel, zone }: RefusalProps) {
  const { title, detail } = refusalWords(channel, refusal, zone);
  return (
    <Note tone="warn" icon="clock" title={title}>
      {detail}
    </Note>
  );
}

function nextTry(at: string | null, now: Date): string {
  if (at === null) return 'A try is under way.';
  const seconds = (Date.parse(at) - now.getTime()) / 1000;
  return seconds >= 1 ? `The next try is in ${formatDuration(seconds)}.` : 'The next try is due.';
}
