import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { beginHeight } from '@/components/templates/frame-height';
import { MessageFrame } from '@/components/templates/message-frame';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { formatExact, formatNumber } from '@/components/ui/format';
import { NoPermission } from '@/components/ui/states';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { getCaught } from '@/lib/sandbox';
import { uuidOr404 } from '../../../uuid';
import { AnswerAs } from '../_components/answer-as';

export const metadata: Metadata = { title: 'Caught message' };

type Props = { params: Promise<{ tenant: string; id: string }> };

export default async function CaughtPage({ params }: Props) {
  const { tenant, id } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'sandbox:read'))
    return <NoPermission need="the right to read the sandbox" ask="an administrator" />;
  const mail = await load(getCaught(ctx, { id: uuidOr404(id) }));
  return (
    <Page>
      <Breadcrumbs
        items={[{ label: 'Sandbox', href: pages.sandbox(tenant) }, { label: mail.subject || 'No subject' }]}
      />
      <PageHeader
        title={<span dir="auto">{mail.subject || 'No subject'}</span>}
        meta={`As ${mail.recipient} sees it. ${mail.isTest ? 'It is a test: nothing of it is counted.' : 'Its links and its picture are real: opening and clicking are counted.'}`}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card flush>
            <div className="border-b border-line px-4 py-3">
              <DescriptionList
                items={[
                  { term: 'From', value: mail.from },
                  { term: 'To', value: mail.to },
                  { term: 'Answers to', value: mail.replyTo },
                  { term: 'Caught', value: formatExact(mail.caughtAt, ctx.timeZone) },
                ]}
              />
            </div>
            <MessageFrame
              title={`The message to ${mail.recipient}`}
              src={`/api/v1/sandbox/messages/${mail.id}/body?tenant=${encodeURIComponent(tenant)}`}
              sandbox="allow-popups allow-popups-to-escape-sandbox"
              begin={beginHeight(mail.hasHtml ? null : mail.text)}
              className="w-full"
            />
          </Card>
          <Card>
            <details>
              <summary className="font-semibold">
                All {mail.headers.length} headers{' '}
                <span className="font-normal text-ink-3">{formatNumber(mail.bytes)} bytes</span>
              </summary>
              <div
                role="region"
                aria-label="Headers"
                tabIndex={0}
                className="mt-3 overflow-x-auto -outline-offset-2 scroll-thin"
              >
                <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 mono">
                  {mail.headers.map((header, index) => (
                    <div key={index} className="contents">
                      <dt className="text-ink-3">{header.name}</dt>
                      <dd className="break-all">{header.value}</dd>
                    </div>
                  ))}
                </dl>
              </div>
            </details>
          </Card>
          {mail.hasHtml && mail.text ? (
            <Card>
              <details>
                <summary className="font-semibold">The text part</summary>
                <pre dir="auto" className="mt-3 text-ink-2 mono whitespace-pre-wrap break-words">
                  {mail.text}
                </pre>
              </details>
            </Card>
          ) : null}
        </div>
        {mayOpen(ctx, 'inbox:write') && !mail.isTest ? (
          <Card title="As the recipient">
            <AnswerAs tenant={tenant} id={mail.id} recipient={mail.recipient} isMail={mail.channel === 'email'} />
          </Card>
        ) : null}
      </div>
    </Page>
  );
}
