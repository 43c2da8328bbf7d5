import type { z } from 'zod';
import type { Channel, ImportStatus } from '../vocabulary';
import { draftMapping } from '../import/mapping';
import { consentWarnings } from './consent-warnings';
import type { ImportRow } from './queries';
import { ImportFormat, type Import } from './schema';

const byJob: Record<string, ImportStatus> = {
  queued: 'queued',
  running: 'running',
  completed: 'completed',
  failed: 'failed',
  dead: 'failed',
  cancelled: 'cancelled',
};

/** What the import is at: its own word once it has ended, else that of its job. */
export const statusOf = (row: ImportRow): ImportStatus =>
  row.status === 'completed' || row.status === 'cancelled' || !row.jobState
    ? (row.status as ImportStatus)
    : (byJob[row.jobState] ?? 'running');

export function presentImport(row: ImportRow): z.input<typeof Import> {
  const { columns, sample, ...format } = row.format ? ImportFormat.parse(row.format) : { columns: [], sample: [] };
  return {
    id: row.id,
    fileName: row.fileName,
    fileBytes: row.fileBytes,
    status: statusOf(row),
    rows: {
      total: row.totalRows,
      created: row.createdRows,
      updated: row.updatedRows,
      skipped: row.skippedRows,
      failed: row.failedRows,
    },
    warnings: row.warningRows,
    bytesDone: row.byteOffset,
    mapping: row.mapping,
    format: 'encoding' in format ? format : null,
    columns,
    sample,
    consentSource: row.consentSource,
    consent: row.consent as Channel[],
    consentWarnings: consentWarnings(columns, draftMapping.safeParse(row.mapping).data ?? null, row.consent),
    error: row.error ?? row.jobError,
    jobId: row.jobId,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
