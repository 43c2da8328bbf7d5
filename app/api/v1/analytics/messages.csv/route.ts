import { messageNumbersCsv } from '@/lib/analytics';
import { rawRoute } from '@/lib/platform/route';

export const GET = rawRoute('analytics:read', ['from', 'to', 'by'], async (ctx, request) => {
  const { from, to, by } = Object.fromEntries(new URL(request.url).searchParams);
  return messageNumbersCsv(ctx, { ...(from ? { from } : {}), ...(to ? { to } : {}), ...(by ? { by } : {}) });
});
