'use client';

import { headline } from '@/components/form/headline';
import { useRouter } from 'next/navigation';
import { useRef, useState, type FormEvent } from 'react';
import { Field } from '@/components/form/field';
import type { ActionError } from '@/components/form/result';
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard';
import { isSameRule } from '@/components/segments/draft';
import { RuleGroup } from '@/components/segments/rule-group';
import { fieldOptions, type AttributeDef, type Named } from '@/components/segments/fields';
import { Button, ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { toast } from '@/components/ui/toast-store';
import { pages } from '@/lib/paths';
import { createSegmentAction, updateSegmentAction } from '../actions';
import { PreviewCard } from './preview-card';
import { usePreview } from './use-preview';
import { useRule } from './use-rule';

type Saved = {
  id: string;
  name: string;
  description: string | null;
  rule: Record<string, unknown>;
  version: number;
  memberCount: number;
};
type SegmentEditorProps = {
  tenant: string;
  saved?: Saved;
  attributes: readonly AttributeDef[];
  segments: readonly Named[];
  topics: readonly Named[];
  tags: readonly string[];
};

/** Name, rule and live count of a segment, new or known. */
export function SegmentEditor({ tenant, saved, attributes, segments, topics, tags }: SegmentEditorProps) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState(saved?.name ?? '');
  const [description, setDescription] = useState(saved?.description ?? '');
  const [error, setError] = useState<ActionError | null>(null);
  const [busy, setBusy] = useState(false);
  const start = saved?.rule ?? { all: [] };
  const { root, rule, tools, isValid } = useRule(start, {
    fields: fieldOptions(attributes, topics),
    ...{ segments, topics, tags },
  });
  const preview = usePreview(tenant, root, isValid);
  const dirty =
    !busy && (name !== (saved?.name ?? '') || description !== (saved?.description ?? '') || !isSameRule(rule, start));
  useUnsavedGuard(dirty, form);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!isValid || busy) return;
    setBusy(true);
    const input = { name, description, rule };
    const result = await (
      saved
        ? updateSegmentAction(tenant, { id: saved.id, version: saved.version, ...input })
        : createSegmentAction(tenant, input)
    ).catch(() => null);
    if (result?.ok) {
      toast(`Saved ${result.value.name}`);
      router.push(pages.segment(tenant, result.value.id));
      router.refresh();
      return;
    }
    setBusy(false);
    setError(
      result?.error ?? {
        code: 'unavailable',
        message: 'The server did not answer. What you entered is still here; try again.',
      },
    );
  };
  const nameProblem = error?.fields?.['name'];
  return (
    <form
      ref={form}
      onSubmit={(event) => void save(event)}
      noValidate
      aria-label="Segment"
      className="grid items-start gap-5 min-[1100px]:grid-cols-[minmax(0,1fr)_332px]"
    >
      <div className="grid min-w-0 gap-3">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field name="name" label="Name" {...(nameProblem ? { error: nameProblem } : {})}>
            <Input
              value={name}
              maxLength={120}
              autoComplete="off"
              placeholder="Engaged UK alumni"
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
          <Field name="description" label="What it is for" optional>
            <Input
              value={description}
              maxLength={2000}
              autoComplete="off"
              onChange={(event) => setDescription(event.target.value)}
            />
          </Field>
        </div>
        <Card>
          <p className="text-xs text-ink-3">In words</p>
          <p className="text-base" aria-live="polite">
            {preview.result?.ruleInWords ?? 'Counting'}
          </p>
        </Card>
        <RuleGroup group={root} tools={{ ...tools, counts: preview.counts }} />
        <p className="text-xs text-ink-3">
          Consent and suppression need no rule here. The gate applies them to each person when a message is due.
        </p>
        {error ? (
          <Note tone="bad" alert title={headline(error.message, error.fields ?? {})}>
            {error.code === 'conflict' && saved ? 'Open the segment in another tab to see what is saved now.' : null}
          </Note>
        ) : null}
        <div className="flex flex-wrap items-center justify-end gap-2">
          {dirty ? <span className="mr-auto text-xs text-ink-3">Unsaved changes</span> : null}
          <ButtonLink variant="ghost" href={saved ? pages.segment(tenant, saved.id) : pages.segments(tenant)}>
            {dirty ? 'Discard' : 'Cancel'}
          </ButtonLink>
          <Button
            type="submit"
            variant="primary"
            busy={busy}
            {...(isValid ? {} : { reason: 'Complete the marked rules first' })}
            className="max-md:flex-1"
          >
            {saved ? 'Save segment' : 'Create segment'}
          </Button>
        </div>
      </div>
      <aside aria-label="Preview">
        <PreviewCard tenant={tenant} preview={preview} isValid={isValid} saved={saved?.memberCount} />
      </aside>
    </form>
  );
}
