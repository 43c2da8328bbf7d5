'use client';

import { formText } from '@/components/form/form-text';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { FileInput } from '@/components/contacts/file-input';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import type { ActionResult } from '@/components/form/result';
import { SubmitRow } from '@/components/form/submit-row';
import { Button } from '@/components/ui/button';
import { formatNumber } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { Progress } from '@/components/ui/progress';
import { pages } from '@/lib/paths';
import { sendFile } from './send-file';

type Sending = { name: string; done: number; total: number };
const megabytes = (bytes: number) => formatNumber(bytes / 1_000_000, undefined, { maximumFractionDigits: 1 });

/** First step: the file, and where its people agreed. */
export function UploadForm({ tenant }: { tenant: string }) {
  const router = useRouter();
  const [sending, setSending] = useState<Sending | null>(null);
  const stop = useRef<AbortController | null>(null);
  const upload = async (form: FormData): Promise<ActionResult<{ id: string }>> => {
    const file = form.get('file');
    const fields: Record<string, string> = {};
    if (!(file instanceof File) || file.size === 0)
      fields['file'] = file instanceof File && file.name ? 'is empty' : 'choose a CSV file';
    const source = formText(form, 'consentSource').trim();
    if (source.length < 3) fields['consentSource'] = 'say it in a few words; it is kept with every consent';
    if (!(file instanceof File) || Object.keys(fields).length > 0)
      return { ok: false, error: { code: 'invalid', message: 'The file was not uploaded.', fields } };
    stop.current = new AbortController();
    setSending({ name: file.name, done: 0, total: file.size });
    const result = await sendFile(
      tenant,
      file,
      source,
      (done) => setSending({ name: file.name, done, total: file.size }),
      stop.current.signal,
    );
    setSending(null);
    return result;
  };
  return (
    <ActionForm
      action={upload}
      // Back leads to where one came from, not to an empty form beside the file that waits.
      onSuccess={({ id }) => router.replace(pages.import(tenant, id))}
      aria-label="Upload a file"
    >
      <Field
        name="file"
        label="CSV file"
        help="Up to 2 GB. Delimiter, encoding and columns are recognised; the first row should name the columns."
      >
        <FileInput accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain" />
      </Field>
      <Field
        name="consentSource"
        label="Where did these people agree to be written to?"
        help="Kept with every consent that the import writes, as its proof."
      >
        <Input maxLength={300} placeholder="Reunion sign-up form 2025" autoComplete="off" />
      </Field>
      <FormErrors labels={{ file: 'CSV file', consentSource: 'Where they agreed', mapping: 'Columns' }} />
      {sending ? (
        <div className="grid gap-1.5">
          <Progress label={`Uploading ${sending.name}`} done={sending.done} total={sending.total} />
          <p className="flex items-center gap-3 text-xs text-ink-3">
            <span className="figures">
              {megabytes(sending.done)} of {megabytes(sending.total)} MB
            </span>
            <Button size="sm" variant="ghost" onClick={() => stop.current?.abort()}>
              Stop
            </Button>
          </p>
        </div>
      ) : null}
      <SubmitRow label="Upload and look" icon="upload" cancelHref={pages.contacts(tenant)} />
    </ActionForm>
  );
}
