import { recipientsCsv } from '@/lib/campaigns';
import { RecipientFilters } from '@/lib/campaigns/schema';
import { methods, rawRoute } from '@/lib/platform/route';

const get = rawRoute(
  'campaigns:read',
  Object.keys(RecipientFilters.omit({ id: true }).shape),
  async (ctx, request, params) =>
    recipientsCsv(ctx, { ...Object.fromEntries(new URL(request.url).searchParams), ...params }),
);

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: get });
