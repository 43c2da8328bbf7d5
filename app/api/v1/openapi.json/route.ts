import { apiDocument } from '@/lib/openapi';
import { config } from '@/lib/platform/config';
import { publicRoute } from '@/lib/platform/route';

export const dynamic = 'force-dynamic';
export const GET = publicRoute(async () => Response.json(apiDocument(config().publicUrl)));
