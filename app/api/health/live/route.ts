import { publicRoute } from '@/lib/platform/route';

export const dynamic = 'force-dynamic';
export const GET = publicRoute(async () =>
  Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } }),
);
