import { suppressionsCsv } from '@/lib/suppressions';
import { SuppressionFilter } from '@/lib/suppressions/schema';
import { rawRoute } from '@/lib/platform/route';

export const GET = rawRoute('contacts:read', Object.keys(SuppressionFilter.shape), async (ctx, request) =>
  suppressionsCsv(ctx, Object.fromEntries(new URL(request.url).searchParams)),
);
