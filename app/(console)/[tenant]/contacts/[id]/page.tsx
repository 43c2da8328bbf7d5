import type { Metadata } from 'next';
import { MayWeWrite } from '@/components/contacts/may-we-write';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page } from '@/components/layout/page-header';
import { channelNames } from '@/components/contacts/channel-names';
import { LiveRefresh } from '@/components/live/live-refresh';
import { Avatar } from '@/components/ui/avatar';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { NoPermission } from '@/components/ui/states';
import { Tabs } from '@/components/ui/tabs';
import { getContact, listAttributes, listConsents, whoseClock } from '@/lib/contacts';
import type { Contact } from '@/lib/contacts/schema';
import { channels } from '@/lib/contacts/vocabulary';
import { pages } from '@/lib/paths';
import { maySend } from '@/lib/pipeline';
import type { Ctx } from '@/lib/platform/context';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { listPushSubscriptions } from '@/lib/push';
import { listTopics } from '@/lib/topics';
import { single, type SearchParams } from '../../../keyset';
import { ownId } from '../../own-id';
import { ConsentForm } from './_components/consent-form';
import { ContactActions } from './_components/contact-actions';
import { ContactFacts } from './_components/contact-facts';
import { ChannelsCard, ConsentLedger, DetailsPanel, TopicStates } from './_components/panels';
import { TimelinePanel } from './_components/timeline-panel';

export const metadata: Metadata = { title: 'Contact' };

type Props = { params: Promise<{ tenant: string; id: string }>; searchParams: SearchParams };
const silenceOf = ({ doNotContact }: Contact) =>
  doNotContact.length === channels.length
    ? 'Do not contact'
    : `Do not contact by ${doNotContact.map((channel) => channelNames[channel]).join(', ')}`;

type PartProps = { ctx: Ctx; contact: Contact; now: string };

export default async function ContactPage({ params, searchParams }: Props) {
  const { tenant, id } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'contacts:read')) return <NoPermission need="the right to read contacts" ask="an administrator" />;
  const { tab = 'timeline', kind } = await single(searchParams);
  const [contact, verdict, browsers] = await Promise.all([
    load(getContact(ctx, { id: ownId(id) })),
    load(maySend(ctx, { id })),
    load(listPushSubscriptions(ctx, { id: ownId(id) })),
  ]);
  const now = ctx.clock.now().toISOString();
  const link = (to?: string) => pages.contact(tenant, id, to ? { tab: to } : {});
  const address = [contact.email, contact.phone].filter((each) => each && each !== contact.displayName).join(' · ');
  return (
    <Page>
      <LiveRefresh types={['contact.', 'message.']} />
      <Breadcrumbs items={[{ label: 'Contacts', href: pages.contacts(tenant) }, { label: contact.displayName }]} />
      <header className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-3">
        <Avatar name={contact.displayName} size="lg" />
        <div className="min-w-0 flex-1 basis-56">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h1 dir="auto" className="text-xl font-semibold tracking-[-0.012em] break-words">
              {contact.displayName}
            </h1>
            {contact.status === 'archived' ? <Badge tone="warn">Archived</Badge> : null}
            {contact.doNotContact.length > 0 ? <Badge tone="bad">{silenceOf(contact)}</Badge> : null}
            {contact.tags.slice(0, 5).map((tag) => (
              <Chip key={tag}>{tag}</Chip>
            ))}
          </div>
          <p className="mt-1 break-words text-ink-2">{address || 'No address yet'}</p>
        </div>
        {mayOpen(ctx, 'contacts:write') ? (
          <div className="flex gap-2">
            <ContactActions tenant={tenant} contact={contact} />
          </div>
        ) : null}
      </header>
      <ContactFacts contact={contact} now={now} zone={ctx.timeZone} clock={whoseClock(contact, ctx.timeZone)} />
      <div className="mt-4 grid items-start gap-5 min-[1100px]:grid-cols-[minmax(0,1fr)_332px]">
        <div className="min-w-0">
          <Tabs
            label="Parts of the contact"
            tabs={[
              { href: link(), label: 'Timeline', current: tab === 'timeline' },
              { href: link('details'), label: 'Details', current: tab === 'details' },
              { href: link('consents'), label: 'Consents', current: tab === 'consents' },
            ]}
          />
          <div className="pt-4">
            {tab === 'details' ? <Details ctx={ctx} contact={contact} now={now} /> : null}
            {tab === 'consents' ? <Consents ctx={ctx} contact={contact} now={now} /> : null}
            {tab !== 'details' && tab !== 'consents' ? (
              <TimelinePanel ctx={ctx} id={contact.id} kind={kind} now={now} />
            ) : null}
          </div>
        </div>
        <aside aria-label="May we write" className="grid gap-3">
          <Card title="May we write now?">
            <MayWeWrite {...verdict} now={now} zone={ctx.timeZone} />
          </Card>
          <ChannelsCard contact={contact} browsers={browsers.items} />
        </aside>
      </div>
    </Page>
  );
}

async function Details({ ctx, contact, now }: PartProps) {
  const { items } = await listAttributes(ctx, {});
  return (
    <DetailsPanel
      contact={contact}
      labels={Object.fromEntries(items.map((each) => [each.key, each.label]))}
      now={now}
      zone={ctx.timeZone}
    />
  );
}

async function Consents({ ctx, contact, now }: PartProps) {
  const [{ items, topics }, offered] = await Promise.all([listConsents(ctx, { id: contact.id }), listTopics(ctx, {})]);
  return (
    <div className="grid gap-4">
      <TopicStates items={topics} />
      <ConsentLedger items={items} now={now} zone={ctx.timeZone} />
      {mayOpen(ctx, 'contacts:write') ? (
        <Card title="Record a consent">
          <ConsentForm tenant={ctx.tenant} id={contact.id} topics={offered.items} />
        </Card>
      ) : null}
    </div>
  );
}
