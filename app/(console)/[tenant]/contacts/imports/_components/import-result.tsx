import { Button } from '@/components/ui/button';
import { buttonClass } from '@/components/ui/button-class';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { FactStrip } from '@/components/ui/fact-strip';
import { formatNumber } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { Note } from '@/components/ui/note';
import { Progress } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import type { getImport } from '@/lib/contacts';

type Import = Awaited<ReturnType<typeof getImport>>;
type ImportResultProps = {
  tenant: string;
  run: Import;
  now: string;
  zone: string;
  cancel: (() => Promise<void>) | undefined;
};

const percent = (part: number, whole: number) => (whole > 0 ? Math.min(100, Math.floor((part / whole) * 100)) : 0);

function headline({ status, rows, error }: Import): {
  tone: 'good' | 'warn' | 'bad' | 'info';
  title: string;
  text: string;
} {
  const total = formatNumber(rows.total);
  if (status === 'completed')
    return rows.failed
      ? {
          tone: 'warn',
          title: 'Done, with refused rows.',
          text: `${formatNumber(rows.failed)} of ${total} rows were refused; the file below says why.`,
        }
      : { tone: 'good', title: 'Done.', text: `${total} rows were read.` };
  if (status === 'failed')
    return {
      tone: 'bad',
      title: 'The import stopped.',
      text: `${error ?? 'It failed.'} ${total} rows are stored and stay; retry it under System.`,
    };
  if (status === 'cancelled')
    return { tone: 'warn', title: 'Cancelled.', text: `${total} rows were stored before and stay.` };
  return {
    tone: 'info',
    title: status === 'queued' ? 'Waiting for its turn.' : 'Importing.',
    text: 'You can leave this page; the import goes on.',
  };
}

/** An import that was started: how far it is, or what came of it. */
export function ImportResult({ tenant, run, now, zone, cancel }: ImportResultProps) {
  const { rows } = run;
  const going = run.status === 'queued' || run.status === 'running';
  const { tone, title, text } = headline(run);
  const facts = [
    { label: 'Rows', value: rows.total },
    { label: 'New', value: rows.created },
    { label: 'Updated', value: rows.updated },
    { label: 'Skipped', value: rows.skipped, note: 'unchanged or repeated' },
    { label: 'Failed', value: rows.failed },
  ];
  return (
    <div className="grid gap-4">
      <Note tone={tone} title={title}>
        {text}
      </Note>
      {run.consentWarnings.map((warning) => (
        <Note key={warning} tone="warn" title="Check who agreed.">
          {warning}
        </Note>
      ))}
      {going ? (
        <div className="grid gap-2">
          <Progress label={`Import of ${run.fileName}`} done={run.bytesDone} total={run.fileBytes} />
          <div className="flex items-center gap-3 text-xs text-ink-3">
            <span className="figures">{percent(run.bytesDone, run.fileBytes)} % of the file</span>
            {cancel ? (
              <form action={cancel}>
                <Button type="submit" size="sm" variant="danger">
                  Cancel import
                </Button>
              </form>
            ) : null}
          </div>
        </div>
      ) : null}
      <FactStrip facts={facts.map((fact) => ({ ...fact, value: formatNumber(fact.value) }))} />
      {rows.failed + run.warnings > 0 ? (
        <p className="flex flex-wrap items-center gap-3">
          <a
            href={`/api/v1/imports/${run.id}/errors?tenant=${encodeURIComponent(tenant)}`}
            download
            className={buttonClass('default')}
          >
            <Icon name="download" />
            Download the error file
          </a>
          <span className="text-ink-3">
            {formatNumber(rows.failed)} failed rows, {formatNumber(run.warnings)} remarks on other rows
          </span>
        </p>
      ) : null}
      <Card title="About this import">
        <DescriptionList
          items={[
            { term: 'File', value: run.fileName },
            { term: 'Consent from', value: run.consentSource },
            { term: 'Started', value: run.startedAt ? <Time at={run.startedAt} now={now} zone={zone} /> : null },
            { term: 'Finished', value: run.finishedAt ? <Time at={run.finishedAt} now={now} zone={zone} /> : null },
          ]}
        />
      </Card>
    </div>
  );
}
