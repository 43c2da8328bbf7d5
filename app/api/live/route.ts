import { DomainError } from '@/lib/platform/errors';
import { liveHub, liveResponse, readPosition } from '@/lib/platform/live';
import { rawRoute, requestContext } from '@/lib/platform/route';

export const dynamic = 'force-dynamic';

/** Events of the caller's organisation as they happen. `Last-Event-ID`, or `?after=`, brings what was missed. */
export const GET = rawRoute('any', async (ctx, request) => {
  const after =
    readPosition(request.headers.get('last-event-id')) ?? readPosition(new URL(request.url).searchParams.get('after'));
  const mayGoOn = async (): Promise<boolean> => {
    try {
      return (await requestContext(request, { requestId: ctx.requestId })).tenant === ctx.tenant;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  };
  return liveResponse({
    hub: liveHub(ctx.services.system),
    tenant: ctx.tenant,
    after,
    signal: request.signal,
    mayGoOn,
  });
});
