import { methods, publicRoute } from '@/lib/platform/route';

export const dynamic = 'force-dynamic';
const get = publicRoute(async () => Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } }));

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: get });
