'use client';

import { CopyText } from '../ui/copy-text';
import { Note } from '../ui/note';
import { controlId, useFormState } from './form-context';
import { headline } from './headline';

/** What was wrong, above the buttons, with a link to each field. `labels` gives the fields' names in words. */
export function FormErrors({ labels = {} }: { labels?: Record<string, string> }) {
  const form = useFormState();
  if (!form?.error) return null;
  const { message, fields = {}, requestId, code } = form.error;
  const entries = Object.entries(fields);
  return (
    <div tabIndex={-1} data-form-errors className="rounded-sm">
      <Note tone="bad" alert={!form.isMending} title={headline(message, fields)}>
        {entries.length > 0 ? (
          <ul className="mt-1 list-disc pl-5">
            {entries.map(([name, problem]) => (
              <li key={name}>
                <a href={`#${controlId(form.id, name)}`} className="link">
                  {labels[name] ?? name}
                </a>
                : {problem}
              </li>
            ))}
          </ul>
        ) : null}
        {requestId && code === 'internal' ? (
          <span className="mt-1 flex flex-wrap items-center gap-1 text-xs">
            Request <CopyText text={requestId} label="request id" />
          </span>
        ) : null}
      </Note>
    </div>
  );
}
