import { importSuppressions } from '@/lib/suppressions';
import { maxImportBytes } from '@/lib/suppressions/schema';
import { readBody } from '@/lib/platform/read-body';
import { methods, rawRoute } from '@/lib/platform/route';

const post = rawRoute('contacts:import', [], async (ctx, request) => {
  const file = await readBody(request, maxImportBytes, 'The file is over 20 MB. Cut it into several files.');
  return Response.json(await importSuppressions(ctx, { file }));
});

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ POST: post });
