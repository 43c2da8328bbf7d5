'use client';

import { useId, useState } from 'react';
import type { ImportColumn } from '@/components/contacts/import-draft';
import {
  delimiterLabels,
  encodingLabels,
  encodingsBeside,
  formatWords,
  type ImportDelimiter,
  type ImportEncoding,
  type ImportFormat,
} from '@/components/contacts/import-format';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { Select } from '@/components/ui/select';
import { rereadImportAction } from '../../actions';

/** What the server finds in a file that is read in one way. */
export type Read = { format: ImportFormat | null; columns: ImportColumn[]; mapping: unknown };
type FileReadProps = { tenant: string; id: string; format: ImportFormat; onRead: (found: Read) => void };

const delimiters = Object.entries(delimiterLabels).map(([value, label]) => ({ value, label }));
const headers = [
  { value: 'titles', label: 'Titles of the columns' },
  { value: 'person', label: 'A person' },
];

/** How the file is read, in words, and how to correct it. */
export function FileRead({ tenant, id, format, onRead }: FileReadProps) {
  const partsId = useId();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const { encoding, delimiter, header, startsLine } = format;
  const read = async (told: Partial<ImportFormat>) => {
    setBusy(true);
    const result = await rereadImportAction(tenant, { id, encoding, delimiter, ...told }).catch(() => null);
    setBusy(false);
    setRefused(result?.ok ? null : (result?.error.message ?? 'The server did not answer. Try again.'));
    if (result?.ok) onRead(result.value);
  };
  return (
    <div className="grid gap-3 border-b border-line pb-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status">{busy ? 'Reading the file again' : formatWords(format)}</p>
        <Button
          size="sm"
          variant="ghost"
          aria-expanded={open}
          aria-controls={open ? partsId : undefined}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Leave it so' : 'Read it otherwise'}
        </Button>
      </div>
      {open ? (
        <div id={partsId} className="grid gap-2">
          <div className="grid gap-x-4 gap-y-2 sm:grid-cols-3">
            <Field name="delimiter" label="Between columns">
              <Select
                options={delimiters}
                value={delimiter}
                disabled={busy}
                onChange={(event) => void read({ delimiter: event.target.value as ImportDelimiter })}
              />
            </Field>
            <Field name="encoding" label="Encoding">
              <Select
                options={encodingsBeside(encoding).map((value) => ({ value, label: encodingLabels[value] }))}
                value={encoding}
                disabled={busy}
                onChange={(event) => void read({ encoding: event.target.value as ImportEncoding })}
              />
            </Field>
            <Field name="header" label={`Row ${startsLine} is`}>
              <Select
                options={headers}
                value={header ? 'titles' : 'person'}
                disabled={busy}
                onChange={(event) => void read({ header: event.target.value === 'titles' })}
              />
            </Field>
          </div>
          <p className="text-xs text-ink-3">
            A change looks at the columns again; what you chose for them starts anew.
          </p>
        </div>
      ) : null}
      {refused ? <Note tone="bad" alert title={refused} /> : null}
    </div>
  );
}
