import type { Metadata } from 'next';
import { errorText } from '@/components/jobs/words';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { CopyText } from '@/components/ui/copy-text';
import { DescriptionList } from '@/components/ui/description-list';
import { Note } from '@/components/ui/note';
import { NoPermission } from '@/components/ui/states';
import { Time } from '@/components/ui/time';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { getDeadLetter } from '@/lib/system';
import { ownId } from '../../../own-id';
import { DiscardDialog } from '../_components/discard-dialog';
import { ReplayButton } from '../_components/replay-button';
import { consumerName, stateLooks } from '../_components/words';

export const metadata: Metadata = { title: 'Dead letter' };

type Props = { params: Promise<{ tenant: string; id: string }> };

export default async function DeadLetterPage({ params }: Props) {
  const { tenant, id } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'system:read'))
    return <NoPermission need="the right to look after the system" ask="an administrator" />;
  const letter = await load(getDeadLetter(ctx, { id: ownId(id) }));
  const { fact, state } = letter;
  const now = ctx.clock.now().toISOString();
  const when = (at: string | null) => (at ? <Time at={at} now={now} zone={ctx.timeZone} /> : null);
  const waits = state === 'open' || state === 'replaying';
  const consumer = consumerName(letter.consumer);
  return (
    <Page width="form">
      <LiveRefresh types={['system.']} />
      <Breadcrumbs
        items={[
          { label: 'System', href: pages.jobs(tenant) },
          { label: 'Dead letters', href: pages.deadLetters(tenant) },
          { label: fact.type },
        ]}
      />
      <PageHeader
        title={fact.type}
        badge={<Badge tone={stateLooks[state].tone}>{stateLooks[state].word}</Badge>}
        actions={
          mayOpen(ctx, 'system:write') && waits ? (
            <>
              <DiscardDialog tenant={tenant} id={id} consumer={consumer} />
              {state === 'open' ? <ReplayButton primary tenant={tenant} id={id} label="Replay" /> : null}
            </>
          ) : null
        }
      />
      <div className="grid gap-4">
        {state === 'discarded' ? (
          <Note title="Discarded.">{letter.reason}</Note>
        ) : (
          <Note
            tone={waits ? 'bad' : 'good'}
            title={waits ? `${consumer} gave up.` : `${consumer} took it when it was replayed.`}
          >
            {waits ? errorText(letter.error) : `Before that: ${errorText(letter.error)}`}
          </Note>
        )}
        <Card title="Where it stands">
          <DescriptionList
            items={[
              { term: 'Given up by', value: consumer },
              { term: 'Tries', value: String(letter.attempts) },
              { term: 'Given up', value: when(letter.createdAt) },
              { term: 'Settled', value: when(letter.settledAt) },
              { term: 'It happened', value: when(fact.occurredAt) },
              { term: 'To', value: <CopyText text={fact.entityId} label={`${fact.entityType} id`} /> },
              { term: 'Fact id', value: <CopyText text={fact.id} label="fact id" /> },
            ]}
          />
        </Card>
        <Card title="What it says" flush>
          <pre
            tabIndex={0}
            aria-label="What the fact carries, as JSON"
            className="max-h-96 overflow-auto p-4 text-xs scroll-thin mono"
          >
            {JSON.stringify(letter.payload, null, 2)}
          </pre>
        </Card>
      </div>
    </Page>
  );
}
