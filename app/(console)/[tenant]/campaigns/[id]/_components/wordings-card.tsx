import { messageName } from '@/components/campaigns/version-name';
import { Card } from '@/components/ui/card';
import { formatExact } from '@/components/ui/format';
import type { ReportWording } from '@/lib/campaigns/schema';
import { CsvLink } from '../report/_components/csv-link';
import { NumberTable } from '../report/_components/number-table';

type WordingsProps = {
  wordings: readonly ReportWording[];
  zone: string;
  csvHref: string;
  list: (params: Record<string, string>) => string;
};

/** People got different words of the same message: it was edited in a pause. */
export const isReworded = (wordings: readonly ReportWording[]): boolean =>
  wordings.length > new Set(wordings.map(({ variant }) => variant)).size;

const isOfOneVersion = (a: ReportWording, b: ReportWording) => a.variant === b.variant && a.version === b.version;

/** Those who got it: the version tells, and where only a subject was changed, when it was sent. */
function filterOf(row: ReportWording, all: readonly ReportWording[]): Record<string, string> {
  const several = all.filter((other) => isOfOneVersion(row, other)).length > 1;
  return {
    ...{ outcome: 'sent', version: row.version },
    ...(row.variant === null ? {} : { variant: String(row.variant) }),
    ...(several && row.since ? { since: row.since } : {}),
    ...(several && row.until ? { until: row.until } : {}),
  };
}

const nameOf = (row: ReportWording) => messageName(row, row.variantName === null ? [] : [row.variantName]);

function Wording({ row, zone }: { row: ReportWording; zone: string }) {
  const { since } = row;
  const [first, last] = [formatExact(row.firstAt, zone), formatExact(row.lastAt, zone)];
  return (
    <span className="block max-w-120 min-w-48 py-1 font-normal">
      <span dir="auto" className="block font-medium wrap-anywhere">
        {row.subject || nameOf(row)}
      </span>
      {row.subject ? <span className="block text-xs text-ink-3">{nameOf(row)}</span> : null}
      <span className="block text-xs text-ink-3">
        {since ? `Changed ${formatExact(since, zone)}; sent ` : 'Sent '}
        {first === last ? first : `from ${first} to ${last}`}
      </span>
    </span>
  );
}

/** Which words people got and how many, where the message was changed on the way; nothing where all got the same. */
export function WordingsCard({ wordings, zone, csvHref, list }: WordingsProps) {
  if (!isReworded(wordings)) return null;
  return (
    <Card
      title="By wording"
      meta="the message was changed on the way; each person got one of these"
      actions={<CsvLink href={csvHref} what="by wording" />}
      flush
    >
      <NumberTable
        label="By wording"
        head="Subject and version"
        rows={wordings}
        id={(row) => `${row.variant} ${row.version} ${row.firstAt}`}
        name={(row) => <Wording row={row} zone={zone} />}
        words={(row) => (row.subject ? `${row.subject}, ${nameOf(row)}` : nameOf(row))}
        columns={[{ head: 'Sent', value: (row) => row.sent, href: (row) => list(filterOf(row, wordings)) }]}
      />
    </Card>
  );
}
