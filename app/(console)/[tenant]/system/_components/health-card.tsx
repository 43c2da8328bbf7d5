import { isBad, outgoingTrouble } from '@/components/campaigns/silence-words';
import { Dot, type Tone } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import type { Outgoing } from '@/lib/campaigns/schema';
import { readiness } from '@/lib/platform/health';

type State = Awaited<ReturnType<typeof readiness>>['parts'][string]['state'];

const states: Record<State, { tone: Tone; word: string }> = {
  ok: { tone: 'good', word: 'Works' },
  degraded: { tone: 'warn', word: 'Stand-in' },
  down: { tone: 'bad', word: 'Down' },
  off: { tone: 'quiet', word: 'Not used' },
};
const names: Record<string, string> = {
  postgres: 'PostgreSQL',
  clickhouse: 'ClickHouse',
  redis: 'Redis',
  bus: 'Event bus',
  nats: 'NATS',
  search: 'Search',
  elasticsearch: 'Elasticsearch',
  workers: 'Workers',
};

const kinds: Record<string, string> = {
  ...{ embedded: 'built in', postgres: 'by PostgreSQL', elasticsearch: 'by Elasticsearch', nats: 'NATS' },
  redis: '',
};

type HealthCardProps = {
  /** The channels of this organisation, whose servers are no part of the installation. */
  channels: Outgoing['channels'];
};

/** Is every part up? One row a part, with what it is and what to do; a server outside that says or takes nothing is in the headline. */
export async function HealthCard({ channels }: HealthCardProps) {
  const { status, parts } = await readiness();
  const trouble = outgoingTrouble(channels);
  return (
    <Card
      title="Health"
      meta={
        status !== 'ready' ? (
          <Dot tone="bad" label={trouble ? `Something is down. ${trouble}` : 'Something is down'} />
        ) : trouble ? (
          <Dot tone={isBad(channels) ? 'bad' : 'warn'} label={`${trouble}; every part here works`} />
        ) : (
          <Dot tone="good" label="Every part that is needed works" />
        )
      }
      flush
    >
      <ul className="divide-y divide-line">
        {Object.entries(parts).map(([name, part]) => (
          <li
            key={name}
            className="grid grid-cols-[9rem_7rem_minmax(0,1fr)] gap-3 px-4 py-2 max-md:grid-cols-[minmax(0,1fr)_auto]"
          >
            <span className="font-medium">{names[name] ?? name}</span>
            <Dot tone={states[part.state].tone} label={states[part.state].word} />
            <span className="text-ink-3 max-md:col-span-2 max-md:empty:hidden">
              {[kinds[part.kind ?? ''] ?? part.kind, part.detail].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
