'use client';

import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { formatNumber } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import { FileInput } from '@/components/contacts/file-input';
import type { SuppressionsImported } from '@/lib/suppressions/schema';
import { ImportProblems } from './import-problems';
import { importedWords } from './imported-words';
import { reasonLooks, understoodReasons } from './words';

const lost = 'The connection broke off, and nothing of the file was kept. Check the connection and upload it again.';

async function send(tenant: string, file: File): Promise<SuppressionsImported | string> {
  try {
    const answer = await fetch(`/api/v1/suppressions/import?tenant=${encodeURIComponent(tenant)}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: file,
    });
    const body = (await answer.json()) as SuppressionsImported & { detail?: string };
    return answer.ok ? body : (body.detail ?? lost);
  } catch {
    return lost;
  }
}

/** Takes a CSV file of addresses and numbers, and tells line by line what was not taken. */
export function ImportSuppressions({ tenant }: { tenant: string }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [done, setDone] = useState<SuppressionsImported | null>(null);
  const show = (on: boolean) => {
    setOpen(on);
    setDone(null);
    setProblem(undefined);
  };
  const run = async () => {
    const file = form.current ? new FormData(form.current).get('file') : null;
    if (!(file instanceof File) || file.size === 0)
      return setProblem('Choose a CSV file with at least one address or number.');
    setBusy(true);
    const result = await send(tenant, file);
    setBusy(false);
    if (typeof result === 'string') return setProblem(result);
    setDone(result);
    router.refresh();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={show}
      trigger={<Button icon="upload">Import</Button>}
      title={done ? 'Imported' : 'Import addresses and numbers that get nothing more'}
      description={
        done
          ? undefined
          : 'A CSV file with a column called email or phone, or address for both; columns channel, reason, detail and expires_at are kept when they are there. A row with both stops both, or with the channel sms or whatsapp the number alone there.'
      }
    >
      {done ? (
        <div className="grid gap-4">
          <Note tone={done.problems.length > 0 ? 'warn' : 'good'} title={`${formatNumber(done.added)} added.`}>
            {importedWords(done)}
          </Note>
          <ImportProblems result={done} />
          <div className="flex justify-end">
            <Button variant="primary" onClick={() => show(false)}>
              Done
            </Button>
          </div>
        </div>
      ) : (
        <form
          ref={form}
          aria-label="Import addresses"
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            void run();
          }}
        >
          <Field name="file" label="File" help="At most 20 MB." {...(problem ? { error: problem } : {})}>
            <FileInput accept=".csv,.txt,text/csv" />
          </Field>
          <ReasonsHelp />
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => show(false)}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" busy={busy}>
              Import addresses
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** Which words of the column `reason` are understood. */
function ReasonsHelp() {
  return (
    <div className="grid gap-1 text-xs text-ink-3">
      <p>Words of the column reason that are understood, in capitals or not:</p>
      <ul aria-label="Reasons that are understood" className="grid gap-0.5">
        {understoodReasons.map(({ reason, word, also }) => (
          <li key={reason}>
            <span className="font-medium text-ink-2">{word}</span>: also {also.join(', ')}
          </li>
        ))}
      </ul>
      <p>
        An empty cell and any other word stop the address or number too, as “{reasonLooks.manual.word}”; other words are
        told with their rows.
      </p>
    </div>
  );
}
