import { suppressionsCsv } from '@/lib/suppressions';
import { SuppressionFilter } from '@/lib/suppressions/schema';
import { methods, rawRoute } from '@/lib/platform/route';

const get = rawRoute('contacts:read', Object.keys(SuppressionFilter.shape), async (ctx, request) =>
  suppressionsCsv(ctx, Object.fromEntries(new URL(request.url).searchParams)),
);

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: get });
