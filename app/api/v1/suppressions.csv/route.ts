import { suppressionsCsv } from '@/lib/suppressions';
import { rawRoute } from '@/lib/platform/route';

export const GET = rawRoute('contacts:read', async (ctx, request) =>
  suppressionsCsv(ctx, Object.fromEntries(new URL(request.url).searchParams)),
);
