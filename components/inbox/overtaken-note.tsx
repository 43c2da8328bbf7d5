'use client';

import { Button } from '../ui/button';
import { Note } from '../ui/note';
import { Time } from '../ui/time';

/** The newest answer of ours in a conversation. */
export type LastAnswer = { id: string; by: string; at: string };
type OvertakenProps = {
  answer: LastAnswer | null;
  now: string;
  zone: string;
  busy: boolean;
  onSee: () => void;
  onSend: () => void;
};

/** Asks before two people answer the same conversation. */
export function OvertakenNote({ answer, now, zone, busy, onSee, onSend }: OvertakenProps) {
  return (
    <Note
      tone="warn"
      alert
      title={
        answer ? (
          <>
            {answer.by} has answered (<Time at={answer.at} now={now} zone={zone} />
            ).
          </>
        ) : (
          'Somebody else has answered.'
        )
      }
      actions={
        <>
          <Button size="sm" onClick={onSee}>
            See it
          </Button>
          <Button size="sm" variant="primary" busy={busy} onClick={onSend}>
            Send anyway
          </Button>
        </>
      }
    >
      Yours was not sent. Your text is still here.
    </Note>
  );
}
