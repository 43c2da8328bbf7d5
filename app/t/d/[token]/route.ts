import { publicRoute } from '@/lib/platform/route';
import { domainProof } from '@/lib/tracking';
import { plainMethods } from '../../methods';
import { answer, unknownLink } from '../../respond';

/** Answers a check of our own whether a domain leads to this installation; tells nothing to others. */
const prove = publicRoute(async (_request, { token = '' }) =>
  /^[\w-]{20,64}$/.test(token) ? answer(domainProof(token), 'text/plain; charset=utf-8') : unknownLink(),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = plainMethods({ GET: prove });
