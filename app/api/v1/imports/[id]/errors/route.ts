import { Readable } from 'node:stream';
import { importErrorsCsv } from '@/lib/contacts';
import { methods, rawRoute } from '@/lib/platform/route';

const get = rawRoute('contacts:import', [], async (ctx, _, params) => {
  const { fileName, lines } = await importErrorsCsv(ctx, params);
  const bytes = Readable.from(lines).map((text: string) => Buffer.from(text));
  return new Response(Readable.toWeb(bytes) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}-problems.csv"`,
      'cache-control': 'no-store',
    },
  });
});

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: get });
