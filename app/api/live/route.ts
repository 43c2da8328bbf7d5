import { liveHub, liveResponse, mayStillListen, readAgo, readPosition } from '@/lib/platform/live';
import { methods, rawRoute } from '@/lib/platform/route';

export const dynamic = 'force-dynamic';

/**
 * Events of the caller's organisation as they happen. `Last-Event-ID`, or `?after=`, brings what was missed since; `?ago=` what
 * happened in so many milliseconds, between reading the page and listening.
 */
const get = rawRoute('any', ['after', 'ago'], async (ctx, request) => {
  const { searchParams } = new URL(request.url);
  const hub = liveHub(ctx.services.system);
  const ago = readAgo(searchParams.get('ago'));
  const after =
    readPosition(request.headers.get('last-event-id')) ??
    readPosition(searchParams.get('after')) ??
    (ago === null ? null : await hub.positionAt(ctx.clock.now(), ago));
  return liveResponse({
    hub,
    tenant: ctx.tenant,
    after,
    signal: request.signal,
    mayGoOn: () => mayStillListen(ctx, request),
  });
});

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: get });
