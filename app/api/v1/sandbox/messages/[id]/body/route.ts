import { methods, rawRoute } from '@/lib/platform/route';
import { caughtBody } from '@/lib/sandbox';

const get = rawRoute('sandbox:read', [], (ctx, _request, { id = '' }) => caughtBody(ctx, id));

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: get });
