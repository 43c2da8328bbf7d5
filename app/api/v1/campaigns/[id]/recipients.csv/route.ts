import { recipientsCsv } from '@/lib/campaigns';
import { RecipientFilters } from '@/lib/campaigns/schema';
import { rawRoute } from '@/lib/platform/route';

export const GET = rawRoute(
  'campaigns:read',
  Object.keys(RecipientFilters.omit({ id: true }).shape),
  async (ctx, request, params) =>
    recipientsCsv(ctx, { ...Object.fromEntries(new URL(request.url).searchParams), ...params }),
);
