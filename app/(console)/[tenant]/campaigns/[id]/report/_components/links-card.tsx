import { Card } from '@/components/ui/card';
import { formatRate } from '@/components/ui/format';
import type { ReportLink } from '@/lib/campaigns/schema';
import { CsvLink } from './csv-link';
import { NumberTable } from './number-table';

type LinksProps = {
  links: readonly ReportLink[];
  csvHref: string;
  list: (params: Record<string, string>) => string;
  /** Where the message with its shares stands, by version; none for who may not read templates. */
  pictures: readonly { version: string; src: string }[];
};

/** Which links people clicked, in a table and on the message itself. */
export function LinksCard({ links, csvHref, list, pictures }: LinksProps) {
  const clicks = links.reduce((sum, link) => sum + link.people, 0);
  const of = (link: ReportLink) => `${link.version}:${link.position}`;
  return (
    <Card
      title="By link"
      meta="people who clicked each; one person may click several"
      actions={<CsvLink href={csvHref} what="by link" />}
      flush
    >
      <NumberTable
        label="By link"
        head="Link"
        rows={links}
        id={of}
        name={(link) => (
          <span className="block max-w-120 truncate font-normal mono" title={link.url}>
            <span className="text-ink-3">{link.position + 1}</span> {link.url}
          </span>
        )}
        words={(link) => `Link ${link.position + 1}`}
        columns={[
          {
            head: 'People',
            value: (link) => link.people,
            href: (link) => list({ event: 'clicked', link: of(link) }),
            note: (link) => formatRate(link.people, clicks),
          },
          { head: 'Clicks', value: (link) => link.clicks },
          {
            head: 'by programs',
            value: (link) => link.machines,
            href: (link) => list({ event: 'clicked', machine: 'true', link: of(link) }),
            quiet: true,
          },
        ]}
      />
      {pictures.map(({ version, src }, n) => (
        <figure key={version} className="p-4">
          <figcaption className="mb-2 font-medium">
            {pictures.length > 1
              ? `Message ${n + 1} with each link’s share of the clicks`
              : 'The message with each link’s share of the clicks'}
          </figcaption>
          <iframe
            src={src}
            title={`Message ${n + 1} with shares of clicks`}
            sandbox=""
            loading="lazy"
            className="block h-140 w-full rounded-sm border border-line bg-white"
          />
        </figure>
      ))}
    </Card>
  );
}
