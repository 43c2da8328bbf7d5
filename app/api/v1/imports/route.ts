import { listImports, receiveImportOnce } from '@/lib/contacts';
import { methods, rawRoute, route } from '@/lib/platform/route';

const get = route(listImports);

const post = rawRoute(
  'contacts:import',
  ['consentSource', 'mapping', 'fileName', 'consent', 'hold'],
  async (ctx, request) => {
    const length = request.headers.get('content-length');
    const { searchParams } = new URL(request.url);
    const query = Object.fromEntries(searchParams);
    if (searchParams.has('consent')) query['consent'] = searchParams.getAll('consent').join(',');
    const { value: made, replayed } = await receiveImportOnce(
      ctx,
      request.body as AsyncIterable<Uint8Array> | null,
      query,
      {
        expectedBytes: length === null ? null : Number(length),
        idempotencyKey: request.headers.get('idempotency-key'),
      },
    );
    const headers = { location: `/api/v1/imports/${made.id}`, ...(replayed ? { 'idempotency-replayed': 'true' } : {}) };
    return Response.json(made, { status: 201, headers });
  },
);

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: get, POST: post });
