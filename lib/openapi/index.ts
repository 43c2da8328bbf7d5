import { verbs } from '@/lib/registry';
import { openApi } from './document';
import { rawPaths } from './raw';

let made: { server: string; document: Record<string, unknown> } | undefined;

/** The API's description, made once per server address. */
export function apiDocument(server: string): Record<string, unknown> {
  if (made?.server !== server) made = { server, document: openApi(verbs, server, rawPaths) };
  return made.document;
}
