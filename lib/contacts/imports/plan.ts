import { actorLabel, type Ctx } from '@/lib/platform/context';
import { channelsOf, consentOfTarget } from '../import/consent';
import type { ImportMapping } from '../import/mapping';
import type { Channel } from '../vocabulary';
import type { ImportRow } from './queries';
import { ImportFormat } from './schema';
import type { StoreRules } from './rules';

/** Rows of one transaction; three batches are in memory at once, and twice as many rows are hardly faster. */
export const batchRows = 10_000;

export interface Plan {
  row: ImportRow;
  format: ImportFormat;
  titles: string[];
  mapping: ImportMapping;
  rules: StoreRules;
  /** Channels for which the file as a whole has consent, whatever its columns say. */
  claimed: readonly string[];
}

/** Channels about which the file's own columns speak: there its rows count, and no consent of the file as a whole. */
export const askedChannels = (
  { columns }: { columns: readonly { target: string }[] },
  claimed: readonly string[],
): Set<Channel> =>
  new Set(
    columns.flatMap(({ target }) => {
      const said = consentOfTarget(target);
      return said && !said.closes ? channelsOf(said, claimed) : [];
    }),
  );

/** Everything that the rows of an import are read and stored by. */
export function planOf(ctx: Ctx, row: ImportRow, mapping: ImportMapping, consent: StoreRules['consent']): Plan {
  const format = ImportFormat.parse(row.format);
  const targets = new Set<string>(mapping.columns.map((column) => column.target));
  const asked = askedChannels(mapping, consent);
  const rules: StoreRules = {
    tenant: ctx.tenant,
    importId: row.id,
    key: mapping.key,
    onConflict: mapping.onConflict,
    alsoUnique: (['email', 'externalId'] as const).filter((field) => field !== mapping.key && targets.has(field)),
    hasTags: targets.has('tags'),
    hasConsents: asked.size > 0 || targets.has('doNotContact'),
    hasClosing: targets.has('doNotContact'),
    consent: consent.filter((channel) => !asked.has(channel)),
    uploadedAt: row.createdAt,
    consentSource: row.consentSource ?? '',
    actor: actorLabel(ctx.actor).slice(0, 100),
    now: ctx.clock.now(),
  };
  return { row, format, titles: format.columns.map((column) => column.title), mapping, rules, claimed: consent };
}
