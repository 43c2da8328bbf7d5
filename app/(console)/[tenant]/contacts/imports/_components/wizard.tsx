'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import {
  consentOf,
  draftOf,
  draftProblems,
  mappingOf,
  redraftOf,
  type ImportDraft,
} from '@/components/contacts/import-draft';
import type { AttributeDef } from '@/components/contacts/contact-input';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { formatNumber } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import { useHotkey } from '@/components/ui/use-hotkey';
import { pages } from '@/lib/paths';
import { cancelImportAction, dryRunImportAction, startImportAction } from '../../actions';
import { ColumnsStep } from './columns-step';
import { FileRead, type Read } from './file-read';
import { RulesStep } from './rules-step';
import { Steps, type Step } from './steps';
import { order, useStep } from './use-step';
import { TryStep, type DryRun } from './try-step';
import { useKeptDraft, type Kept } from './use-kept-draft';

type Held = {
  id: string;
  fileName: string;
  consentSource: string | null;
  consent: readonly string[];
} & Read;
type WizardProps = {
  tenant: string;
  held: Held;
  definitions: readonly AttributeDef[];
};
type Tried = { result: DryRun | null; error: string | null };

const titles: Record<Step, string> = {
  file: 'Which file?',
  columns: 'What is in the columns?',
  rules: 'How do rows meet people?',
  try: 'What would change?',
};
const keptWords: Record<Kept, string> = {
  kept: 'Your choices are kept; you can leave and come back.',
  keeping: 'Keeping your choices',
  lost: 'Your last change is not kept yet: mend it, or change it once more.',
};
const silent = 'The server did not answer. Try again.';
const untried: Tried = { result: null, error: null };

/** From an uploaded file to the start of its import. */
export function Wizard({ tenant, held, definitions }: WizardProps) {
  const router = useRouter();
  const [draft, setDraft] = useState(() => draftOf(held.columns, held.mapping, held.consentSource, held.consent));
  const [found, setFound] = useState<Read>(held);
  const [tried, setTried] = useState(untried);
  const [starting, setStarting] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const kept = useKeptDraft(tenant, held.id, draft);
  const problems = draftProblems(draft);
  const lacksSource = draft.consentSource.trim().length < 3;
  const blocked = problems[0] ?? (lacksSource ? 'Say under Rules where these people agreed' : undefined);
  const [step, setStep] = useStep(tenant, held.id, blocked !== undefined);
  const change = (part: Partial<ImportDraft>) => setDraft((before) => ({ ...before, ...part }));

  const reread = (read: Read) => {
    setFound(read);
    setDraft((before) => redraftOf(before, read.columns, read.mapping));
  };

  useEffect(() => {
    if (step !== 'try') return;
    let stale = false;
    setTried(untried);
    const mapping = mappingOf(draft);
    void dryRunImportAction(tenant, { id: held.id, mapping, consent: consentOf(draft) }).then(
      (result) =>
        !stale &&
        setTried(result.ok ? { result: result.value, error: null } : { result: null, error: result.error.message }),
      () =>
        !stale &&
        setTried({ result: null, error: 'The server did not answer. Go back and try again; nothing was changed.' }),
    );
    return () => {
      stale = true;
    };
  }, [step, draft, tenant, held.id]);

  const start = async () => {
    setStarting(true);
    const result = await startImportAction(tenant, {
      id: held.id,
      mapping: mappingOf(draft),
      consentSource: draft.consentSource,
      consent: consentOf(draft),
    }).catch(() => null);
    setStarting(false);
    if (!result?.ok) setRefused(result?.error.message ?? silent);
    else router.replace(pages.import(tenant, held.id));
  };
  const discard = async () => {
    const result = await cancelImportAction(tenant, { id: held.id }).catch(() => null);
    if (!result?.ok) setRefused(result?.error.message ?? silent);
    else router.refresh();
  };
  const at = order.indexOf(step);
  const next = () => {
    if (step === 'try') return tried.result && !starting ? void start() : undefined;
    const to = order[at + 1];
    if (to && !(to === 'try' && blocked)) setStep(to);
  };
  useHotkey('mod+enter', next);
  const wrong: Step[] = [...(problems.length ? ['columns' as const] : []), ...(lacksSource ? ['rules' as const] : [])];
  const sum = tried.result;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 md:grid-cols-[11rem_minmax(0,45rem)]">
      <Steps current={step} problems={wrong} onGo={(to) => (to === 'try' && blocked ? undefined : setStep(to))} />
      <Card title={titles[step]} meta={held.fileName}>
        <div className="grid gap-4">
          {step === 'columns' && found.format ? (
            <FileRead tenant={tenant} id={held.id} format={found.format} onRead={reread} />
          ) : null}
          {step === 'columns' ? (
            <ColumnsStep
              columns={found.columns}
              draft={draft.columns}
              definitions={definitions}
              onChange={(index, part) =>
                change({ columns: draft.columns.map((column, i) => (i === index ? { ...column, ...part } : column)) })
              }
            />
          ) : null}
          {step === 'rules' ? <RulesStep draft={draft} onChange={change} /> : null}
          {step === 'try' ? <TryStep {...tried} /> : null}
          {step !== 'try' && problems.length ? <Note tone="warn" title={problems.join(' ')} /> : null}
          {refused ? <Note tone="bad" alert title={refused} /> : null}
          <div className="flex flex-wrap justify-end gap-2">
            <Button variant="ghost" onClick={() => void discard()}>
              Discard the file
            </Button>
            <span role="status" className="mr-auto self-center text-xs text-ink-3">
              {keptWords[kept]}
            </span>
            {at > 0 ? <Button onClick={() => setStep(order[at - 1] ?? 'columns')}>Back</Button> : null}
            {step === 'try' ? (
              <Button
                variant="primary"
                busy={starting}
                onClick={() => void start()}
                {...(sum ? {} : { reason: tried.error ? 'Mend what the try found first' : 'The try is still running' })}
              >
                {sum && !sum.sampled ? `Import ${formatNumber(sum.created + sum.updated)} people` : 'Import the file'}
              </Button>
            ) : (
              <Button variant="primary" onClick={next} {...(step === 'rules' && blocked ? { reason: blocked } : {})}>
                Next
              </Button>
            )}
          </div>
        </div>
      </Card>
    </div>
  );
}
