import { notFound } from '@/lib/platform/errors';
import { publicRoute } from '@/lib/platform/route';
import { unknownLink } from '../respond';

// A link of a message that was cut or joined comes here: a person reads so. Programs with other methods get problem+json.
const read = publicRoute(async () => unknownLink());
const handler = publicRoute(async () => {
  throw notFound('link');
});

export { handler as DELETE, handler as PATCH, handler as POST, handler as PUT, read as GET };
