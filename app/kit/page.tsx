import { BarSeries } from '@/components/charts/bar-series';
import { LineSeries } from '@/components/charts/line-series';
import { Spark } from '@/components/charts/spark';
import { AppFrame } from '@/components/layout/app-frame';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { JobsTray } from '@/components/layout/jobs-tray';
import { Page, PageHeader } from '@/components/layout/page-header';
import { GateLadder } from '@/components/outcome/gate-ladder';
import { OutcomeBadge } from '@/components/outcome/outcome-badge';
import { outcomes } from '@/components/outcome/outcomes';
import { ReasonList } from '@/components/outcome/reason-list';
import { TruthBar } from '@/components/outcome/truth-bar';
import { TruthSum } from '@/components/outcome/truth-sum';
import { VerdictLine } from '@/components/outcome/verdict-line';
import { DataTable } from '@/components/table/data-table';
import { Pager } from '@/components/table/pager';
import { PersonCell } from '@/components/table/person-cell';
import { Selection } from '@/components/table/selection';
import { Badge } from '@/components/ui/badge';
import { Button, ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { FactStrip } from '@/components/ui/fact-strip';
import { Note } from '@/components/ui/note';
import { Meter, Progress } from '@/components/ui/progress';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyState, ErrorState } from '@/components/ui/states';
import { Tabs } from '@/components/ui/tabs';
import { Time } from '@/components/ui/time';
import { find, out } from './actions';
import { Bits, Bulk, Filters, Form } from './demo';

const now = '2026-11-21T10:42:00Z';
const people = ['Kwabena Asante', 'Amara Okonkwo-Hale', 'Zainab Yusuf', 'Priya Raghunathan', 'Callum Fraser-Bligh', 'Łukasz Baran', 'Sofía Ibarra Luque', 'مريم العلي'].map((name, i) => ({ id: `c${i}`, name, year: 2010 + i, degree: 'MSc Structural Engineering', at: new Date(Date.parse(now) - i * 4e6 * (i + 1)).toISOString(), given: i * 420, score: 91 - i * 9 }));
const counts = { planned: 48212, sent: 39604, deferred: 2318, skipped: 4127, failed: 61, uncertain: 12, inProgress: 2090 };
const weeks = ['31 Aug', '7 Sep', '14 Sep', '21 Sep', '28 Sep', '5 Oct', '12 Oct', '19 Oct', '26 Oct', '2 Nov', '9 Nov', '16 Nov'];
const reached = [14800, 17000, 30500, 18200, 17600, 36400, 21000, 20300, 25000, 22700, 27400, 43100];

export default async function Kit({ searchParams }: { searchParams: Promise<{ bad?: string }> }) {
  const shown = (await searchParams).bad ? { ...counts, sent: 39600 } : counts;
  return (
    <AppFrame
      tenants={[{ href: '/kit', name: 'Alderwick University', current: true, recent: true, sites: [{ href: '/kit', name: 'London' }] }, { href: '/kit/2', name: 'Rowing Club' }]}
      user={{ name: 'Ruth Calloway', email: 'ruth@example.edu', role: 'admin' }}
      nav={[
        { items: [{ href: '/', label: 'Home', icon: 'house' }, { href: '/inbox', label: 'Inbox', icon: 'inbox', count: 14 }] },
        { label: 'People', items: [{ href: '/kit', label: 'Contacts', icon: 'users' }, { href: '/segments', label: 'Segments', icon: 'circle-dashed' }] },
        { label: 'Outreach', items: [{ href: '/campaigns', label: 'Campaigns', icon: 'send', live: 'One is sending' }, { href: '/templates', label: 'Templates', icon: 'layout-template' }] },
        { label: 'Insight', items: [{ href: '/analytics', label: 'Analytics', icon: 'chart-line' }] },
      ]}
      foot={[{ href: '/system', label: 'System', icon: 'activity', state: { tone: 'good', label: 'Healthy' } }, { href: '/settings', label: 'Settings', icon: 'settings' }]}
      tabs={[{ href: '/', label: 'Home', icon: 'house' }, { href: '/inbox', label: 'Inbox', icon: 'inbox' }, { href: '/kit', label: 'Contacts', icon: 'users' }, { href: '/campaigns', label: 'Campaigns', icon: 'send' }]}
      search={find}
      signOut={out}
      topBar={<JobsTray jobs={[{ id: '1', name: 'Winter appeal 2026', state: 'running', done: 46122, total: 48212, note: '246 a minute · about 9 min left', href: '/kit' }, { id: '2', name: 'Engineering 2026.csv', state: 'failed', done: 12, note: 'Row 13 has no email' }]} />}
    >
      <Breadcrumbs items={[{ label: 'Campaigns', href: '/kit' }, { label: 'Winter appeal 2026' }]} />
      <Page>
        <PageHeader title="Winter appeal 2026" badge={<Badge tone="live" dot>Sending</Badge>} meta={<>Email · to <a href="/kit" className="link">Engaged UK alumni</a> · started <Time at="2026-11-21T08:00:00Z" now={now} zone="Europe/London" /></>} actions={<><ButtonLink href="/kit" icon="download">Export rows</ButtonLink><Button variant="primary" icon="plus">New campaign</Button></>} />
        <Tabs label="Campaign" tabs={[{ href: '/kit', label: 'Report', current: true }, { href: '/kit?t=2', label: 'Recipients', count: 48212 }, { href: '/kit?t=3', label: 'Message' }, { href: '/kit?t=4', label: 'Replies', count: 74, changed: true }, { href: '/kit?t=5', label: 'Preflight' }]} />
        <div className="mt-4 flex flex-col gap-4">
          <Card title={`Where all 48,212 are`} meta="246 a minute, limit 250">
            <TruthSum counts={shown} picked="skipped" href={(o) => `/kit?o=${o}`} notes={{ planned: 'at 08:00', deferred: 'next 12:00', uncertain: 'not re-sent', inProgress: 'still to go' }} />
            <div className="mt-3 border-t border-line"><ReasonList outcome="skipped" title="Why 4,127 were skipped" meta="in the order the gate asks" action={<a href="/kit" className="link">Check one person</a>} reasons={[{ key: 'a', rule: 'Consent', text: 'No consent for appeals by email', count: 1904, href: '/kit' }, { key: 'b', rule: 'Suppression', text: 'Unsubscribed from appeals', count: 1122, href: '/kit' }, { key: 'c', rule: 'Frequency cap', text: '3 messages in 7 days, no place before the end', count: 415, href: '/kit' }]} /></div>
          </Card>
          <Note tone="unsure" title="12 uncertain." actions={<Button size="sm">Decide</Button>}>The relay went silent after the hand-over at 09:31. They settle when the provider reports.</Note>
          <FactStrip large facts={[{ label: 'People reached', value: '61,480', note: '+8.2 % on the month before', aside: <Spark values={reached} label="rising" /> }, { label: 'Human clicks', value: '4,912', note: 'machines left out' }, { label: 'Replies in time', value: '94 %', note: '1,131 of 1,204' }, { label: 'Not sent', value: '9,316', href: '/kit', note: 'See the reasons' }, { label: 'Gifts', value: '£86,420', note: '£61,300 paid' }]} />
          <div className="grid gap-4 lg:grid-cols-[7fr_5fr]">
            <Card><BarSeries title="People reached" finding="People reached by week, highest this week at 43,100" heads={['Week', 'People']} points={weeks.map((label, i) => ({ label, value: reached[i] ?? 0, soFar: i === 11 }))} /><LineSeries title="Opens and clicks" finding="Opens and clicks rise together" labels={weeks} series={[{ name: 'Opens', values: reached.map((v) => v / 5) }, { name: 'Clicks', values: reached.map((v) => v / 20) }]} /></Card>
            <div className="flex flex-col gap-4">
              <Card title="Sending now"><TruthBar counts={shown} legend href={(o) => `/kit?o=${o}`} /></Card>
              <Card title="May we write now?"><GateLadder answer="Not before Sun 22 Nov, 09:14." detail="He is at the cap: 3 messages in 7 days." checks={[{ name: 'Consent', state: 'passed', fact: 'Appeals by email, web form, 12 Mar 2024' }, { name: 'Quiet hours', state: 'passed', fact: '10:42 in London, open 08:00–20:00' }, { name: 'Frequency cap', state: 'holds', fact: '3 of 3 used' }, { name: 'Capacity', state: 'notAsked', fact: 'Not asked, stopped above' }]} /></Card>
            </div>
          </div>
          <Card title="Bits"><Bits /><div className="mt-3 flex flex-wrap gap-2">{outcomes.map((o) => <OutcomeBadge key={o} outcome={o} />)}<Badge tone="accent">Accent</Badge><Badge tone="line">Alumnus</Badge></div><div className="mt-3"><VerdictLine outcome="skipped" subject="Winter appeal 2026" because="He already had 3 messages in 7 days, and the cap is 3." badge /></div><Progress label="Import" done={0} className="mt-3" /></Card>
          <div className="grid gap-4 lg:grid-cols-2"><Card title="Form"><Form /></Card><Card title="Facts"><DescriptionList items={[{ term: 'Email', value: 't.wieczorek@example.org' }, { term: 'Phone', value: null }, { term: 'Score', value: <Meter label="Score" value={41} max={100} className="w-20" /> }]} /><EmptyState title="No segments yet" actions={<Button variant="primary">New segment</Button>}>A segment is a list that keeps itself: “UK alumni without a gift this year”.</EmptyState><ErrorState title="The numbers could not be read" requestId="req_8f21c" actions={<Button>Retry</Button>}>Sending goes on. Only this panel is missing.</ErrorState><SkeletonRows rows={2} /></Card></div>
        </div>
      </Page>
      <div className="px-6 max-md:px-4"><Filters /></div>
      <Selection ids={people.map((p) => p.id)}>
        <DataTable label="Contacts" rows={people} id={(p) => p.id} href={(p) => `/kit/${p.id}`} selectable={(p) => p.name}
          columns={[
            { key: 'name', head: 'Name', cell: (p) => <PersonCell name={p.name} />, phone: 'title', sortHref: '/kit?sort=name' },
            { key: 'year', head: 'Class', cell: (p) => p.year, align: 'right' },
            { key: 'degree', head: 'Degree', cell: (p) => p.degree, phone: 'sub' },
            { key: 'score', head: 'Engagement', cell: (p) => <span className="flex items-center gap-2"><Meter label="Engagement" value={p.score} max={100} className="w-8" />{p.score}</span>, wide: true },
            { key: 'at', head: 'When', cell: (p) => <Time at={p.at} now={now} zone="Europe/London" />, phone: 'side', align: 'right', sortHref: '/kit?sort=at', sorted: 'descending' },
            { key: 'given', head: 'Given', cell: (p) => p.given || '–', align: 'right' },
          ]} />
        <Bulk />
        <Pager first={1} shown={50} total={12408} about nextHref="/kit?cursor=x" meta="Search index is 1 s behind" />
      </Selection>
    </AppFrame>
  );
}
