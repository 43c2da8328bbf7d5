import { messageNumbersCsv } from '@/lib/analytics';
import { methods, rawRoute } from '@/lib/platform/route';

const get = rawRoute('analytics:read', ['from', 'to', 'by'], async (ctx, request) => {
  const { from, to, by } = Object.fromEntries(new URL(request.url).searchParams);
  return messageNumbersCsv(ctx, { ...(from ? { from } : {}), ...(to ? { to } : {}), ...(by ? { by } : {}) });
});

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: get });
