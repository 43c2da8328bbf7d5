import { reportCsv } from '@/lib/campaigns';
import { rawRoute } from '@/lib/platform/route';

export const GET = rawRoute('campaigns:read', ['part'], async (ctx, request, params) =>
  reportCsv(ctx, { ...Object.fromEntries(new URL(request.url).searchParams), ...params }),
);
