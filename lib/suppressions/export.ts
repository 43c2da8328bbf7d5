import { parseInput } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { csvLine, csvResponse } from '@/lib/platform/csv';
import { listSuppressions } from './list';
import { SuppressionFilter } from './schema';

/** The list as a CSV download, by the same filters; read page by page while it is written. An import takes it as it is, with what ends by itself. */
export async function suppressionsCsv(ctx: Ctx, given: unknown): Promise<Response> {
  return csvResponse('suppressions.csv', lines(ctx, parseInput(SuppressionFilter, given)));
}

async function* lines(ctx: Ctx, filter: ReturnType<typeof SuppressionFilter.parse>): AsyncGenerator<string> {
  yield csvLine(['address', 'reason', 'detail', 'created_at', 'expires_at', 'contact_id', 'channel']);
  let cursor: string | undefined;
  do {
    const page = await listSuppressions(ctx, { ...filter, limit: 200, ...(cursor ? { cursor } : {}) });
    yield page.items
      .map(({ email, phone, reason, detail, createdAt, expiresAt, contact, channel }) =>
        csvLine([email ?? phone, reason, detail, createdAt, expiresAt, contact?.id ?? null, phone ? channel : null]),
      )
      .join('');
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}
