import { notFound } from '@/lib/platform/errors';
import { publicRoute } from '@/lib/platform/route';

// Unknown addresses below /t answer problem+json, never an HTML page without a policy.
const handler = publicRoute(async () => {
  throw notFound('link');
});

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT };
