import { consentOfTarget, type ConsentChannel } from '../import/consent';
import { foldTitle } from '../import/synonyms';
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

/**
 * What of a file's consents is probably not meant, in words: a title that speaks of consent while everybody in the file gets it,
 * a column of who left that is read as one of who agreed, and one of who left that leaves everybody else without a word. `consent`: channels that the whole file agrees to.
 */
export function consentWarnings(columns: Columns, mapping: Mapped | null, consent: readonly string[]): string[] {
  if (!mapping) return [];
  const asked = new Set(mapping.columns.map(({ target }) => consentOfTarget(target)?.channel));
  return columns.flatMap((column) => {
    const hint = column.consent && consentOfTarget(column.consent);
    if (!hint) return [];
    const said = targetsOf(column, mapping).flatMap((target) => consentOfTarget(target) ?? []);
    const { channel } = hint;
    if (hint.optOut && said.some((each) => !each.optOut))
      return `The column "${column.title}" seems to name who does not want to be written to, and is read as who agreed: a yes in it counts as consent. Map it to optOut.${channel} if a yes there means no.`;
    const alone = !mapping.columns.some(({ target }) => target === `consent.${channel}`);
    if (said.length > 0 && alone && column.filled < 1 && consent.includes(channel))
      return `The column "${column.title}" is the only one that says who is written to by ${words[channel]}, and it is empty for some: they get no consent, since an empty cell says nothing. Write no there for those who agreed.`;
    if (said.length > 0 || asked.has(channel) || !consent.includes(channel)) return [];
    return `The column "${column.title}" seems to say who agreed to ${words[channel]} and who did not, and is not read for that: everybody in the file gets consent for ${words[channel]}, whatever it says there. Map it to ${column.consent}, or give the file no consent for ${words[channel]}.`;
  });
}
