import { channelsOf, consentChannels, consentOfTarget, type ConsentChannel } from '../import/consent';
import { foldTitle } from '../import/synonyms';
import { askedChannels } from './plan';
import type { ImportFormat } from './schema';

type Columns = ImportFormat['columns'];
interface Mapped {
  columns: readonly { column: string | number; target: string }[];
}
const words: Record<ConsentChannel, string> = { email: 'email', sms: 'SMS', whatsapp: 'WhatsApp' };

/** Where the targets of a mapping put a column, by its place or its title. */
function targetsOf(column: Columns[number], { columns }: Mapped): string[] {
  return columns
    .filter(({ column: named }) =>
      typeof named === 'number' ? named === column.index : foldTitle(named) === foldTitle(column.title),
    )
    .map(({ target }) => target);
}

const list = (channels: readonly ConsentChannel[]): string =>
  new Intl.ListFormat('en-GB').format(channels.map((channel) => words[channel]));

/**
 * What of a file's consents is probably not meant, in words: a title that speaks of consent while everybody in the file gets it on some channel,
 * a column of who left that is read as one of who agreed, and one of who left that leaves everybody else without a word. `consent`: channels that the whole file agrees to.
 */
export function consentWarnings(columns: Columns, mapping: Mapped | null, consent: readonly string[]): string[] {
  if (!mapping) return [];
  const asked = askedChannels(mapping, consent);
  const given = consentChannels.filter((one) => consent.includes(one));
  return columns.flatMap((column) => {
    const hint = column.consent && consentOfTarget(column.consent);
    if (!hint) return [];
    const said = targetsOf(column, mapping).flatMap((target) => consentOfTarget(target) ?? []);
    if (hint.optOut && said.some((each) => !each.optOut))
      return `The column "${column.title}" seems to name who does not want to be written to, and is read as who agreed: a yes in it counts as consent. Map it to ${column.consent} if a yes there means no.`;
    if (said.some(({ closes }) => closes)) return [];
    const read = consentChannels.filter((one) => said.some((each) => channelsOf(each, consent).includes(one)));
    const alone = given.filter((one) => read.includes(one) && !joins(mapping, one));
    if (alone.length > 0 && column.filled < 1)
      return `The column "${column.title}" is the only one that says who is written to by ${list(alone)}, and it is empty for some: they get no consent, since an empty cell says nothing. Write no there for those who agreed.`;
    const open = given.filter((one) => channelsOf(hint, consent).includes(one) && !asked.has(one));
    const ofSeveral = hint.channel === 'all' || hint.channel === 'smsWhatsapp';
    if (open.length === 0 || (said.length > 0 && !ofSeveral)) return [];
    const names = hint.channel === 'all' ? 'no channel' : list(['sms', 'whatsapp']);
    const what =
      said.length > 0
        ? `names ${names}, and is read for ${list(read)} alone`
        : `seems to say who agreed to ${list(open)} and who did not, and is not read for that`;
    return `The column "${column.title}" ${what}: everybody in the file gets consent for ${list(open)}, whatever it says there. Map it to ${column.consent}, or give the file no consent for ${list(open)}.`;
  });
}

/** Whether a column says who agreed on a channel. */
const joins = ({ columns }: Mapped, channel: ConsentChannel): boolean =>
  columns.some(({ target }) => {
    const said = consentOfTarget(target);
    return said && !said.optOut && channelsOf(said, consentChannels).includes(channel);
  });
