'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { OvertakenNote, type LastAnswer } from '@/components/inbox/overtaken-note';
import { PresenceLine, useWriting } from '@/components/inbox/presence';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { toast } from '@/components/ui/toast-store';
import { useHotkey } from '@/components/ui/use-hotkey';
import { answerThreadAction, closeThreadAction } from '../actions';
import { GateLine, type GateAnswer } from './gate-line';

type ComposerProps = {
  tenant: string;
  threadId: string;
  to: string;
  gate: GateAnswer;
  /** The newest message that is shown. */
  newestId: string | undefined;
  lastAnswer: LastAnswer | null;
  now: string;
  zone: string;
};

/** Writes the answer. The gate's word stands above it before anything is sent; what was typed survives a reload. */
export function Composer({ tenant, threadId, to, gate, newestId, lastAnswer, now, zone }: ComposerProps) {
  const router = useRouter();
  const box = useRef<HTMLTextAreaElement>(null);
  const [body, setBody] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [seenId, setSeenId] = useState(newestId);
  const [overtaken, setOvertaken] = useState<{ by: string; close: boolean } | null>(null);
  // What arrives before the first word is written has been seen; what arrives later has not.
  useEffect(() => {
    if (body.trim() === '') setSeenId(newestId);
  }, [body, newestId]);
  useWriting(body.trim() !== '');
  const key = `answer:${tenant}:${threadId}`;
  useEffect(() => setBody(sessionStorage.getItem(key) ?? ''), [key]);
  const write = (text: string) => {
    setBody(text);
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  };
  const may = gate.decision === 'send';
  const reason = may
    ? body.trim() === ''
      ? 'Write something first'
      : undefined
    : 'The gate does not let it pass; see why above';

  const send = async (close: boolean, afterMessageId = seenId) => {
    if (reason || busy) return;
    setBusy(true);
    try {
      const result = await answerThreadAction(tenant, { id: threadId, body, afterMessageId });
      const by = result.ok ? undefined : result.error.fields?.['afterMessageId'];
      const isOvertaken = !result.ok && result.error.code === 'conflict' && by !== undefined;
      setOvertaken(isOvertaken ? { by, close } : null);
      setError(result.ok || isOvertaken ? null : result.error.message);
      if (isOvertaken) router.refresh();
      if (!result.ok) return;
      setSeenId(result.value.id);
      write('');
      if (close) await closeThreadAction(tenant, { id: threadId });
      toast(close ? 'Answer on its way, conversation closed' : 'Answer on its way');
      router.refresh();
    } catch {
      setError(
        'The server did not answer. Your text is still here; look whether the answer stands above before you send again.',
      );
    } finally {
      setBusy(false);
    }
  };
  const see = () => {
    if (!overtaken) return;
    setSeenId(overtaken.by);
    setOvertaken(null);
    const answer = document.getElementById(`message-${overtaken.by}`);
    answer?.scrollIntoView({ block: 'center' });
    answer?.focus({ preventScroll: true });
  };
  useHotkey('r', () => box.current?.focus());
  return (
    <section aria-label="Answer" className="flex-none border-t border-line bg-canvas px-5 pt-2 pb-4 max-md:px-4">
      <PresenceLine />
      <GateLine gate={gate} to={to} />
      {overtaken ? (
        <div className="mb-2">
          <OvertakenNote
            answer={lastAnswer?.id === overtaken.by ? lastAnswer : null}
            now={now}
            zone={zone}
            busy={busy}
            onSee={see}
            onSend={() => void send(overtaken.close, overtaken.by)}
          />
        </div>
      ) : null}
      {error ? (
        <div className="mb-2">
          <Note tone="bad" alert title="Not sent.">
            {error}
          </Note>
        </div>
      ) : null}
      <div className="rounded-md border border-line-strong bg-surface focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus">
        <textarea
          ref={box}
          aria-label="Your answer"
          rows={4}
          dir="auto"
          value={body}
          maxLength={100_000}
          onChange={(event) => write(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              void send(false);
            }
          }}
          className="field-sizing-content max-h-[40dvh] min-h-22 w-full resize-none bg-transparent px-3 py-2 text-base outline-none scroll-thin"
        />
        <div className="flex flex-wrap items-center justify-end gap-2 px-2 pb-2">
          <span className="mr-auto text-xs text-ink-3">{body ? 'Kept in this tab' : ''}</span>
          <Button busy={busy} reason={reason} onClick={() => void send(true)}>
            Send and close
          </Button>
          <Button variant="primary" icon="send" busy={busy} reason={reason} onClick={() => void send(false)}>
            Send
          </Button>
        </div>
      </div>
    </section>
  );
}
