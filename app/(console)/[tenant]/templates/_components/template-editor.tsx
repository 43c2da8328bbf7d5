'use client';

import { useMemo, useRef, useState } from 'react';
import { CodeBox } from '@/components/code/code-box';
import type { CodeHandle } from '@/components/code/types';
import { Field } from '@/components/form/field';
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard';
import { PageHeader } from '@/components/layout/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import type { ComboOption } from '@/components/ui/combobox';
import { Input } from '@/components/ui/input';
import { knownVariables } from '@/lib/templates/vocabulary';
import { PartBar, SaveError } from './editor-parts';
import { PreviewPane } from './preview-pane';
import { marksOf, ProblemList } from './problem-list';
import { TestTemplate } from './test-template';
import { useMessagePreview, type Preview } from '../../use-message-preview';
import { useTemplateDraft, type Draft } from './use-template-draft';
import { VersionsCard, type Version } from './versions-card';

type Part = 'html' | 'text';
type TemplateEditorProps = {
  tenant: string;
  initial: Draft;
  template: { id: string; version: number } | null;
  attributes: readonly string[];
  /** The first contacts, to preview for. */
  people: readonly ComboOption[];
  versions: readonly Version[];
  mayWrite: boolean;
  now: string;
  zone: string;
};

const noProblems: Preview['problems'] = [];
const offered = knownVariables.filter((name) => name !== 'contact.attributes' && name !== 'contact.id');

/** Writes a template: content at the left, the message for a real person at the right. */
export function TemplateEditor({
  tenant,
  initial,
  template,
  attributes,
  people,
  versions,
  mayWrite,
  now,
  zone,
}: TemplateEditorProps) {
  const { draft, error, busy, dirty, changed, version, edit, save, discard, loadVersion } = useTemplateDraft(
    tenant,
    initial,
    template,
  );
  const [part, setPart] = useState<Part>('html');
  const [contactId, setContactId] = useState<string | null>(null);
  const { preview, failed } = useMessagePreview(tenant, draft, contactId);
  const form = useRef<HTMLFormElement>(null);
  const code = useRef<CodeHandle>(null);
  const subject = useRef<HTMLInputElement>(null);
  const inSubject = useRef(false);
  useUnsavedGuard(mayWrite && changed, mayWrite ? form : null);

  const insert = (name: string) => {
    const text = `{{ ${name} }}`;
    const box = subject.current;
    if (!inSubject.current || !box) return code.current?.insert(text);
    box.setRangeText(text, box.selectionStart ?? box.value.length, box.selectionEnd ?? box.value.length, 'end');
    edit({ subject: box.value });
    box.focus();
  };
  const goTo = (problem: Preview['problems'][number]) => {
    if (problem.part !== 'html' && problem.part !== 'text') return subject.current?.focus();
    setPart(problem.part);
    setTimeout(() => code.current?.goTo(problem.line, problem.column));
  };
  const problems = preview?.problems ?? noProblems;
  const marks = useMemo(() => marksOf(problems, part), [problems, part]);
  const variables = [...offered, ...attributes.map((key) => `contact.attributes.${key}`)];

  return (
    <form
      ref={form}
      aria-label="Template"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <PageHeader
        title={draft.name || (template ? 'Template' : 'New template')}
        meta={version ? `Version ${version} · Email` : 'Email'}
        actions={
          mayWrite ? (
            <>
              {changed ? (
                <span className="self-center text-xs text-ink-3 max-md:!flex-none">Unsaved changes</span>
              ) : null}
              {changed && template ? (
                <Button variant="ghost" onClick={discard}>
                  Discard
                </Button>
              ) : null}
              {template && version ? (
                <TestTemplate {...{ tenant, version, changed, people, contactId, zone }} id={template.id} />
              ) : null}
              <Button type="submit" variant="primary" busy={busy} reason={dirty ? undefined : 'Nothing has changed'}>
                {template ? 'Save' : 'Create template'}
              </Button>
            </>
          ) : null
        }
      />
      {error ? <SaveError error={error} /> : null}
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <Card>
            <div className="flex flex-col gap-3">
              <Field name="name" label="Name" help="Recipients do not see it." error={error?.fields?.['name']}>
                <Input
                  value={draft.name}
                  onChange={(event) => edit({ name: event.target.value })}
                  readOnly={!mayWrite}
                  maxLength={120}
                  autoComplete="off"
                />
              </Field>
              <Field name="subject" label="Subject" error={error?.fields?.['subject']}>
                <Input
                  ref={subject}
                  value={draft.subject}
                  onChange={(event) => edit({ subject: event.target.value })}
                  onFocus={() => (inSubject.current = true)}
                  readOnly={!mayWrite}
                  maxLength={1000}
                  autoComplete="off"
                />
              </Field>
              <PartBar part={part} onPart={setPart} {...(mayWrite ? { variables, onInsert: insert } : {})} />
              <CodeBox
                key={part}
                ref={code}
                id={`template-${part}`}
                label={part === 'html' ? 'HTML' : 'Text'}
                language={part}
                value={draft[part]}
                onChange={(value) => edit({ [part]: value })}
                onFocus={() => (inSubject.current = false)}
                readOnly={!mayWrite}
                problems={marks}
                variables={variables}
                invalid={Boolean(error?.fields?.[part])}
              />
              {part === 'text' && draft.text.trim() === '' ? (
                <p className="text-xs text-ink-3">Left empty, the text is made from the HTML.</p>
              ) : null}
              <ProblemList problems={problems} onGo={goTo} />
            </div>
          </Card>
          <VersionsCard
            versions={versions}
            current={version}
            now={now}
            zone={zone}
            {...(mayWrite ? { onLoad: loadVersion } : {})}
          />
        </div>
        <PreviewPane
          tenant={tenant}
          source={draft}
          preview={preview}
          failed={failed}
          contactId={contactId}
          onContact={setContactId}
          people={people}
        />
      </div>
    </form>
  );
}
