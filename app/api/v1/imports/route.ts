import { listImports, receiveImport } from '@/lib/contacts';
import { rawRoute, route } from '@/lib/platform/route';

export const GET = route(listImports);

export const POST = rawRoute('contacts:import', async (ctx, request) => {
  const length = request.headers.get('content-length');
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const made = await receiveImport(
    ctx,
    request.body as AsyncIterable<Uint8Array> | null,
    query,
    length === null ? null : Number(length),
  );
  return Response.json(made, { status: 201, headers: { location: `/api/v1/imports/${made.id}` } });
});
