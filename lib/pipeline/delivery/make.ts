import type { Tags } from '@/db/client';
import { DomainError, driverFailure, isTransient } from '@/lib/platform/errors';
import { tookTooLong, type ScopeContact } from '@/lib/templates';
import { loadComposed, type Composed } from '../compose';
import { composeConfirmation } from '../confirmation';
import { composeReply } from '../reply';
import type { ClaimedMessage, Lane } from './claim';
import { backoffSeconds, maxAttempts, type Result } from './result';

const kept = 100;
const composers = new Map<string, Promise<Composed>>();

/** The composer of a version for a source; kept, since it is the same for all of a campaign. */
async function composerFor(
  sql: Tags,
  tenant: string,
  versionId: string,
  sourceId: string,
  variant: number | null,
): Promise<Composed> {
  const subject = variant === null ? null : await subjectOf(sql, tenant, sourceId, variant);
  const key = `${tenant} ${versionId} ${sourceId} ${await settingOf(sql, tenant, sourceId)} ${subject ?? ''}`;
  const known = composers.get(key);
  if (known) return known;
  if (composers.size >= kept) composers.clear();
  const made = loadComposed(sql, tenant, versionId, sourceId, subject);
  made.catch(() => composers.delete(key));
  composers.set(key, made);
  return made;
}

/** What is composed in besides the template: asked for each batch, since all of it may be changed while a campaign runs. */
async function settingOf(sql: Tags, tenant: string, campaignId: string): Promise<string> {
  const [row] = await sql<{ key: string }[]>`
    select json_build_array(s.id, s.updated_at, t.name, c.name, c.track_opens, c.track_clicks, d.domain)::text as key
    from tenants t left join campaigns c on c.tenant_id = t.id and c.id = ${campaignId}
      left join tracking_domains d on d.tenant_id = t.id and d.verified_at is not null
      left join senders s on s.tenant_id = t.id and s.deleted_at is null and (s.id = c.sender_id or (c.sender_id is null and s.is_default))
    where t.id = ${tenant} limit 1`;
  return row?.key ?? '';
}

/** The subject that a variant has instead of its template's; asked for each batch, since it may be mended while paused. */
export async function subjectOf(
  sql: Tags,
  tenant: string,
  campaignId: string,
  variant: number,
): Promise<string | null> {
  const [row] = await sql<{ subject: string | null }[]>`
    select subject from campaign_variants where tenant_id = ${tenant} and campaign_id = ${campaignId} and position = ${variant}`;
  return row?.subject ?? null;
}

/** A fault of the database or the way to it, which says nothing about the message. */
export const isPassing = (error: unknown): boolean => isTransient(error) || driverFailure(error) !== null;

const failed = (message: ClaimedMessage, why: string): Result => ({
  id: message.id,
  contactId: message.contactId,
  status: 'failed',
  dueAt: null,
  externalId: null,
  errorCode: 'compose',
  errorMessage: why.slice(0, 1000),
  verdict: { rule: 'passed', reason: 'passed', steps: null },
  due: message.due,
});

/**
 * What becomes of a message that could not be composed; `random` in [0, 1). Who took too long is tried again: that limit is by the
 * clock on the wall, and the machine may have been busy with other things.
 */
export function notComposed(message: ClaimedMessage, error: unknown, now: Date, random: number): Result {
  const result = failed(message, whyNot(error));
  if (!tookTooLong(error) || message.attempts >= maxAttempts) return result;
  const dueAt = new Date(now.getTime() + 1000 * backoffSeconds(message.attempts, random));
  return { ...result, status: 'deferred', dueAt };
}

/** Why a message could not be composed, in words for the person who can mend it. */
export const whyNot = (error: unknown): string =>
  error instanceof DomainError
    ? error.message
    : 'The template could not be filled for this person. Preview it with this contact.';

export interface Maker {
  templateId: string | null;
  /** Throws what is wrong with the template or the person. */
  compose(message: ClaimedMessage, contact: ScopeContact, now: Date): Buffer;
}

/**
 * What composes the messages of one source. What is wrong with its template is thrown by `compose`, for each message;
 * a passing fault is thrown at once.
 */
export async function makerFor(
  sql: Tags,
  lane: Lane,
  sourceId: string,
  messages: readonly ClaimedMessage[],
  contacts: ReadonlyMap<string, ScopeContact>,
  now: Date,
): Promise<Maker> {
  const [first] = messages;
  try {
    if (!first) return { templateId: null, compose: () => Buffer.alloc(0) };
    if (first.templateVersionId)
      return await composerFor(sql, lane.tenant, first.templateVersionId, sourceId, first.variant);
    const name = contacts.get(first.contactId)?.displayName ?? '';
    const composeOne = lane.kind === 'consent' ? composeConfirmation : composeReply;
    const { raw } = await composeOne(sql, lane.tenant, sourceId, first, name, now);
    return { templateId: null, compose: () => raw };
  } catch (error) {
    if (isPassing(error)) throw error;
    const compose = () => {
      throw error;
    };
    return { templateId: null, compose };
  }
}
