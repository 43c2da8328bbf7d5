import { MendSignIn } from '@/components/campaigns/mend-sign-in';
import { messagesWait, refusalWords } from '@/components/campaigns/silence-words';
import { formatDuration } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import type { Refusal, Silence } from '@/lib/campaigns/schema';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
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

type RefusalProps = { ctx: Ctx; refusal: Refusal; channel: SendingChannel };

/** Why the numbers stand still: nothing that is handed over is taken. */
export function RefusalNote({ ctx, refusal, channel }: RefusalProps) {
  const { tone, title, detail } = refusalWords(channel, refusal, ctx.timeZone);
  return (
    <Note tone={tone} {...(refusal.mend ? {} : { icon: 'clock' })} title={title}>
      {detail} <MendSignIn tenant={ctx.tenant} mend={refusal.mend} mayOpen={mayOpen(ctx, 'settings:read')} />
    </Note>
  );
}

function nextTry(at: string | null, now: Date): string {
  if (at === null) return 'A try is under way.';
  const seconds = (Date.parse(at) - now.getTime()) / 1000;
  return seconds >= 1 ? `The next try is in ${formatDuration(seconds)}.` : 'The next try is due.';
}
