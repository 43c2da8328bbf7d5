import type { RawRow, ReadPoint } from '../import/format';
import type { ImportKey } from '../import/mapping';
import type { ImportedContact, RowProblem, RowResult } from '../import/row';
import { channels, type Channel } from '../vocabulary';
import { SeenKeys } from './seen';
import { reachedBy, refusedWords, type Said } from './rules';
import { copyLine } from './stage';

/** A row that goes to the database: `id` is the contact's if it turns out to be new. What it says is in `copied` of its batch. */
export interface StagedRow {
  id: string;
  raw: RawRow;
  warned: boolean;
}

/** A no to a channel, for marketing or as a whole, by whoever has this key. */
export interface Refusal {
  by: ImportKey;
  key: string;
  channel: Channel;
  purpose: Said;
}

export interface RowReport {
  raw: RawRow;
  problems: RowProblem[];
}

/** A batch as the file alone decides it: what to store, and what is wrong with which row. */
export interface PreparedBatch {
  from: ReadPoint;
  next: ReadPoint;
  total: number;
  staged: StagedRow[];
  /** The staged rows as COPY reads them: bytes, since three batches of objects would be most of the importer's memory. */
  copied: Buffer[];
  reports: RowReport[];
  failed: number;
  repeated: number;
  /** Refusals by rows that repeat somebody, are another's or nobody's: they count although nothing else of the row does. */
  refusals: Refusal[];
}

const uniqueFields = { email: 'emailNormalized', externalId: 'externalId', phone: 'phoneE164' } as const;
const words = { email: 'email', externalId: 'external id', phone: 'phone number' } as const;
/** Characters of a piece that is sent at once. */
const pieceLength = 256 << 10;

/** The keys seen so far in a file: of the mapping's key, and of the other fields that no two contacts may share. */
export class FileKeys {
  private readonly seen: Record<ImportKey, SeenKeys> = {
    email: new SeenKeys(),
    externalId: new SeenKeys(),
    phone: new SeenKeys(),
  };
  private readonly others: readonly ('email' | 'externalId')[];

  constructor(readonly key: ImportKey) {
    this.others = (['email', 'externalId'] as const).filter((field) => field !== key);
  }

  /** What an earlier row of the file has taken already; null when the row is the first with all that it brings. */
  check(contact: ImportedContact, line: number): RowProblem | null {
    const key = contact[uniqueFields[this.key]] ?? '';
    const before = this.seen[this.key].firstLine(key, line);
    if (before)
      return {
        line,
        column: '',
        value: key,
        message: `the same ${words[this.key]} as line ${before}; the first one counts`,
        severity: 'warning',
      };
    for (const field of this.others) {
      const value = contact[uniqueFields[field]];
      const first = value === undefined ? 0 : this.seen[field].firstLine(value, line);
      if (first)
        return {
          line,
          column: '',
          value: value ?? '',
          message: `its ${words[field]} belongs to the person on line ${first}`,
          severity: 'error',
        };
    }
    return null;
  }
}

/** What a row refuses for whom its key names, and for whoever has its address or number. */
function refusalsOf(contact: ImportedContact, key: ImportKey): Refusal[] {
  return channels.flatMap((channel) => {
    const purposes: Said[] = [
      ...(contact.consents?.[channel] === false ? (['marketing'] as const) : []),
      ...(contact.doNotContact ? (['any'] as const) : []),
    ];
    return [...new Set<ImportKey>([key, ...reachedBy[channel]])].flatMap((by) => {
      const value = contact[uniqueFields[by]];
      return value ? purposes.map((purpose) => ({ by, key: value, channel, purpose })) : [];
    });
  });
}

/** A number as the key names all who have it, of whom the row itself reaches the oldest. */
const othersOf = (contact: ImportedContact, key: ImportKey): Refusal[] =>
  key === 'phone' ? refusalsOf(contact, key).filter(({ channel }) => channel !== 'email') : [];

/** Reads the rows of a batch against the mapping and the keys seen before. */
export function prepareBatch(
  rows: RawRow[],
  points: { from: ReadPoint; next: ReadPoint },
  read: (row: RawRow) => RowResult,
  keys: FileKeys,
  newId: () => string,
): PreparedBatch {
  const batch: PreparedBatch = {
    ...points,
    total: rows.length,
    staged: [],
    copied: [],
    reports: [],
    failed: 0,
    repeated: 0,
    refusals: [],
  };
  let text = '';
  for (const raw of rows) {
    const result = read(raw);
    const problems = result.problems;
    const taken = result.ok ? keys.check(result.contact, raw.line) : null;
    if (taken) problems.push(taken);
    const lost = taken ?? (result.ok ? null : result.problems.find(({ severity }) => severity === 'error'));
    const refused = result.contact ? (lost ? refusalsOf : othersOf)(result.contact, keys.key) : [];
    batch.refusals.push(...refused);
    if (lost && refused.length > 0) {
      const what = refusedWords[result.contact?.doNotContact ? 'any' : 'marketing'];
      lost.message +=
        lost.severity === 'error'
          ? `, and this row refuses ${what}, which counts for whoever has its address or number`
          : `, and this one refuses ${what}, which counts as well`;
    }
    if (!result.ok || taken?.severity === 'error') batch.failed += 1;
    else if (taken) batch.repeated += 1;
    else {
      const id = newId();
      text += copyLine(batch.staged.length, id, result.contact);
      batch.staged.push({ id, raw, warned: problems.length > 0 });
      if (text.length >= pieceLength) {
        batch.copied.push(Buffer.from(text));
        text = '';
      }
    }
    if (problems.length > 0) batch.reports.push({ raw, problems });
  }
  if (text !== '') batch.copied.push(Buffer.from(text));
  return batch;
}
