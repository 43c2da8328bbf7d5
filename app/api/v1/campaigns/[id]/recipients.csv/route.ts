import { recipientsCsv } from '@/lib/campaigns';
import { rawRoute } from '@/lib/platform/route';

export const GET = rawRoute('campaigns:read', async (ctx, request, params) =>
  recipientsCsv(ctx, { ...Object.fromEntries(new URL(request.url).searchParams), ...params }),
);
