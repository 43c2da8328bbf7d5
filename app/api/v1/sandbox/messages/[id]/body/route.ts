import { rawRoute } from '@/lib/platform/route';
import { caughtBody } from '@/lib/sandbox';

export const GET = rawRoute('sandbox:read', [], (ctx, _request, { id = '' }) => caughtBody(ctx, id));
