import { messageName } from '@/components/campaigns/version-name';
import { Card } from '@/components/ui/card';
import { formatRate } from '@/components/ui/format';
import type { CampaignReport, ReportLink, ReportMessage } from '@/lib/campaigns/schema';
import { CsvLink } from './csv-link';
import { NumberTable } from './number-table';
import { PictureFrame } from './picture-frame';

type LinksProps = {
  links: readonly ReportLink[];
  /** What the messages are called whose links these are. */
  messages: readonly ReportMessage[];
  uncounted: CampaignReport['uncounted'];
  csvHref: string;
  list: (params: Record<string, string>) => string;
  /** Where the message with its shares stands, by version; none for who may not read templates. */
  pictures: readonly { version: string; src: string }[];
};

/** Which links people clicked, in a table and on the message itself. */
export function LinksCard({ links, messages, uncounted, csvHref, list, pictures }: LinksProps) {
  const clicks = links.reduce((sum, link) => sum + link.people, 0);
  const several = messages.length > 1;
  const nameOf = (version: string) => {
    const message = messages.find((each) => each.version === version);
    return several && message ? messageName(message, message.variants) : null;
  };
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
          <span className="block max-w-44 py-1 font-normal sm:max-w-60 lg:max-w-120">
            <span className="block truncate mono" title={link.url}>
              <span className="text-ink-3">{link.position + 1}</span> {link.url}
            </span>
            {several ? (
              <span dir="auto" className="block text-xs wrap-anywhere text-ink-3">
                {nameOf(link.version)}
              </span>
            ) : null}
          </span>
        )}
        words={(link) => `Link ${link.position + 1}${several ? ` of ${nameOf(link.version)}` : ''}`}
        columns={[
          {
            head: 'People',
            value: (link) => link.people,
            href: (link) => list({ event: 'clicked', link: of(link) }),
            note: (link) => formatRate(link.people, clicks),
          },
          {
            head: 'Clicks',
            value: (link) => link.clicks,
            href: (link) => list({ event: 'clicked', link: of(link) }),
          },
          {
            head: 'Machine',
            value: (link) => link.machines,
            href: (link) => list({ event: 'clicked', machine: 'true', link: of(link) }),
            quiet: true,
          },
        ]}
      />
      {uncounted.length > 0 ? (
        <div className="border-t border-line p-4">
          <p className="font-medium">Not counted, because the address differs from person to person</p>
          <ul className="mt-1">
            {uncounted.map(({ version, url }) => (
              <li key={`${version} ${url}`} className="max-w-160 truncate mono text-ink-2" title={url}>
                {url}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {pictures.map(({ version, src }) => {
        const name = nameOf(version);
        return (
          <figure key={version} className="p-4">
            <figcaption className="mb-2 font-medium" dir="auto">
              {name ? `${name}: each link’s share of its clicks` : 'The message with each link’s share of the clicks'}
            </figcaption>
            <PictureFrame src={src} title={`${name ?? 'The message'} with shares of clicks`} />
          </figure>
        );
      })}
    </Card>
  );
}
