'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { GateLadder } from '@/components/outcome/gate-ladder';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Note } from '@/components/ui/note';
import { Popover } from '@/components/ui/popover';
import { toast } from '@/components/ui/toast-store';
import { useHotkey } from '@/components/ui/use-hotkey';
import { answerThreadAction, closeThreadAction } from '../actions';

export type GateAnswer = {
  decision: 'send' | 'skip';
  steps: readonly { rule: string; result: 'passed' | 'stops' | 'not_asked'; fact: string }[];
};
type ComposerProps = { tenant: string; threadId: string; to: string; gate: GateAnswer };

const ruleNames: Record<string, string> = {
  contact: 'Reachable',
  consent: 'Consent',
  suppression: 'Suppression',
  legal_profile: 'Legal profile',
  quiet_hours: 'Quiet hours',
  frequency_cap: 'Frequency cap',
  capacity: 'Capacity',
};
const states = { passed: 'passed', stops: 'stops', not_asked: 'notAsked' } as const;

/** Writes the answer. The gate's word stands above it before anything is sent; what was typed survives a reload. */
export function Composer({ tenant, threadId, to, gate }: ComposerProps) {
  const router = useRouter();
  const box = useRef<HTMLTextAreaElement>(null);
  const [body, setBody] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
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

  const send = async (close: boolean) => {
    if (reason || busy) return;
    setBusy(true);
    try {
      const result = await answerThreadAction(tenant, { id: threadId, body });
      if (!result.ok) return setError(result.error.message);
      setError(null);
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
  useHotkey('r', () => box.current?.focus());
  return (
    <section aria-label="Answer" className="flex-none border-t border-line bg-canvas px-5 pt-2 pb-4 max-md:px-4">
      <div className="mb-2 flex flex-wrap items-center gap-2 text-xs">
        <Icon
          name={may ? 'shield-check' : 'shield-alert'}
          size={14}
          className={may ? 'text-good-text' : 'text-bad-text'}
        />
        <span className={may ? 'text-good-text' : 'text-bad-text'}>{may ? 'May send now' : 'May not send'}</span>
        <Popover
          label="Why"
          trigger={
            <button type="button" className="link inline-flex min-h-6 items-center pointer-coarse:min-h-11">
              {may ? 'Why' : 'Why not'}
            </button>
          }
        >
          <div className="w-80 max-w-full p-1">
            <GateLadder
              answer={may ? 'An answer may be sent now.' : 'An answer would not be sent.'}
              checks={gate.steps.map((step) => ({
                name: ruleNames[step.rule] ?? step.rule,
                state: states[step.result],
                fact: step.fact || 'Not asked, since a rule before it stops.',
              }))}
            />
          </div>
        </Popover>
        <span className="ml-auto truncate text-ink-3">To {to}</span>
      </div>
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
