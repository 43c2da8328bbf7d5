import { notFound } from '@/lib/platform/errors';
import { publicRoute } from '@/lib/platform/route';

// Unknown addresses below /api answer problem+json, never an HTML page without a policy.
const handler = publicRoute(async () => {
  throw notFound('address in this API; see /api/v1/openapi.json');
});

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT };
