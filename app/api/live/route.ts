import { liveHub, liveResponse, mayStillListen, readPosition } from '@/lib/platform/live';
import { rawRoute } from '@/lib/platform/route';

export const dynamic = 'force-dynamic';

/** Events of the caller's organisation as they happen. `Last-Event-ID`, or `?after=`, brings what was missed. */
export const GET = rawRoute('any', async (ctx, request) => {
  const after =
    readPosition(request.headers.get('last-event-id')) ?? readPosition(new URL(request.url).searchParams.get('after'));
  return liveResponse({
    hub: liveHub(ctx.services.system),
    tenant: ctx.tenant,
    after,
    signal: request.signal,
    mayGoOn: () => mayStillListen(ctx, request),
  });
});
