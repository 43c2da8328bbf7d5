import type { Tags } from '@/db/client';
import { config } from '@/lib/platform/config';
import { DomainError, isTransient } from '@/lib/platform/errors';
import type { OutboundMessage } from '@/lib/sending';
import type { ScopeContact } from '@/lib/templates';
import { mailTokens } from '@/lib/tracking';
import { loadComposed, type Composed } from '../compose';
import { composeReply } from '../reply';
import type { ClaimedMessage, Lane } from './claim';
import type { Result } from './result';
import type { Sender } from './send';

export interface Made {
  message: ClaimedMessage;
  outbound: OutboundMessage;
}

const kept = 100;
const composers = new Map<string, Promise<Composed>>();

/** The composer of a version for a source; kept, since it is the same for all of a campaign. */
export function composerFor(sql: Tags, tenant: string, versionId: string, sourceId: string): Promise<Composed> {
  const key = `${tenant} ${versionId} ${sourceId}`;
  const known = composers.get(key);
  if (known) return known;
  if (composers.size >= kept) composers.clear();
  const made = loadComposed(sql, tenant, versionId, sourceId);
  made.catch(() => composers.delete(key));
  composers.set(key, made);
  return made;
}

const failed = (message: ClaimedMessage, why: string): Result => ({
  id: message.id,
  contactId: message.contactId,
  status: 'failed',
  dueAt: null,
  externalId: null,
  errorCode: 'compose',
  errorMessage: why,
});

/** Composes one message for its recipient. What is wrong with the template or the person fails the message; a passing fault is thrown. */
export async function makeMessage(
  sender: Sender,
  sql: Tags,
  lane: Lane,
  message: ClaimedMessage,
  contact: ScopeContact | undefined,
): Promise<Made | Result> {
  if (!contact) return failed(message, 'The contact was deleted.');
  const now = sender.clock.now();
  try {
    const payload = message.templateVersionId
      ? (await composerFor(sql, lane.tenant, message.templateVersionId, message.sourceId)).compose(
          message,
          contact,
          now,
        )
      : (await composeReply(sql, lane.tenant, message.sourceId, message, contact.displayName, now)).raw;
    const from = `${mailTokens().localPart('bounce', lane.tenant, message.id)}@${config().mailDomain}`;
    return { message, outbound: { tenant: lane.tenant, messageId: message.id, from, to: message.address, payload } };
  } catch (error) {
    if (isTransient(error)) throw error;
    sender.log.warn({ err: error, messageId: message.id }, 'a message could not be composed');
    return failed(
      message,
      error instanceof DomainError
        ? error.message
        : 'The template could not be filled for this person. Preview it with this contact.',
    );
  }
}
