import { reportCsv } from '@/lib/campaigns';
import { methods, rawRoute } from '@/lib/platform/route';

const get = rawRoute('campaigns:read', ['part'], async (ctx, request, params) =>
  reportCsv(ctx, { ...Object.fromEntries(new URL(request.url).searchParams), ...params }),
);

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: get });
