import { apiDocument } from '@/lib/openapi';
import { config } from '@/lib/platform/config';
import { methods, publicRoute } from '@/lib/platform/route';

export const dynamic = 'force-dynamic';
const get = publicRoute(async () => Response.json(apiDocument(config().publicUrl)));

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ GET: get });
