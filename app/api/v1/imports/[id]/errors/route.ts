import { Readable } from 'node:stream';
import { importErrorsCsv } from '@/lib/contacts';
import { rawRoute } from '@/lib/platform/route';

export const GET = rawRoute('contacts:import', [], async (ctx, _, params) => {
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
