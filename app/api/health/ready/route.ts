import { readiness } from '@/lib/platform/health';
import { methods, publicRoute } from '@/lib/platform/route';

export const dynamic = 'force-dynamic';

/** 200 when every part that the product needs answers, else 503 that names what does not. */
const get = publicRoute(async () => {
  const answer = await readiness();
  return Response.json(answer, {
    status: answer.status === 'ready' ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  });
});

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: get });
