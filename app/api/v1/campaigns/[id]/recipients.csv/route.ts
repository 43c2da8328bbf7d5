import { recipientsCsv } from '@/lib/campaigns';
import { csvResponse } from '@/lib/platform/csv';
import { rawRoute } from '@/lib/platform/route';

export const GET = rawRoute('campaigns:read', async (ctx, request, params) => {
  const { fileName, lines } = await recipientsCsv(ctx, { ...Object.fromEntries(new URL(request.url).searchParams), ...params });
  return csvResponse(fileName, lines);
});
