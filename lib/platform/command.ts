import type { z } from 'zod';
import * as tables from '@/db/schema';
import { actorLabel, type Ctx, type TxCtx } from './context';
import { withTenant } from './db/tenant';
import { DomainError } from './errors';
import { authorise, type Access } from './permissions';
import { unstorable } from './text';
import { readInput } from './wrong-input';

/** A domain event, written with what it tells of and published after the commit. */
export interface Fact {
  /** `<domain>.<name>` */
  type: `${string}.${string}`;
  entityType: string;
  entityId: string;
  version: number;
  payload: Record<string, unknown>;
}

export interface CommandCtx extends TxCtx {
  emit(fact: Fact): void;
  /** Adds to this command's audit row, e.g. what changed from what to what. */
  audit(details: Record<string, unknown>): void;
}

export interface Http {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below /api/v1, with {parameters}. */
  path: string;
  /** Success status; 200 unless said. */
  status?: number;
}

interface Definition<I extends z.ZodType, O extends z.ZodType> {
  /** `<domain>.<verb>`; also the audit action and the OpenAPI operation. */
  name: `${string}.${string}`;
  summary: string;
  access: Access;
  input: I;
  output: O;
  http?: Http;
  /** The answer is shown once and never kept: a repeat under the same Idempotency-Key is refused. */
  secret?: boolean;
  /** The answer read anew: what a command goes on with after its commit changes it, and a repeat tells how it stands by then. */
  reread?(ctx: TxCtx, answer: z.output<O>): Promise<z.input<O>>;
  /** Asks the outside what `run` needs to know, while no transaction is open; who asks keeps the answer. Writes nothing. */
  beforehand?(ctx: Ctx, input: z.output<I>): Promise<void>;
}

interface CommandDefinition<I extends z.ZodType, O extends z.ZodType> extends Definition<I, O> {
  /** Which entity the audit row names. */
  entity?: (input: z.output<I>, output: z.input<O>) => { type: string; id: string };
  run(ctx: CommandCtx, input: z.output<I>): Promise<z.input<O>>;
  /** Goes on once the output stands, outside any transaction: it may touch the outside and take long. Never for a repeat. */
  afterwards?(ctx: Ctx, output: z.output<O>, input: z.output<I>): Promise<void>;
}

type QueryDefinition<I extends z.ZodType, O extends z.ZodType> = Definition<I, O> &
  (
    | { run(ctx: TxCtx, input: z.output<I>): Promise<z.input<O>>; hot?: never }
    /** Opens its own transaction by readTogether; cannot be called inside another one. */
    | { hot(ctx: Ctx, input: z.output<I>): Promise<z.input<O>>; run?: never }
  );

/** A verb: callable, and described well enough to derive its route, OpenAPI entry, permission and sweep. */
export interface Verb<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  (ctx: Ctx, input: z.input<I>): Promise<z.output<O>>;
  readonly kind: 'command' | 'query';
  readonly def: Definition<I, O>;
}

const cannotStore = 'holds a character that cannot be stored (a NUL, or half of a pair). Remove it and try again.';

/** Parses what came from outside, or throws `invalid` with the path of every wrong field. */
export function parseInput<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const bad = unstorable(raw);
  if (bad) {
    const field = bad.join('.') || 'input';
    throw new DomainError({ code: 'invalid', message: `${field}: ${cannotStore}`, fields: { [field]: cannotStore } });
  }
  const result = readInput(schema, raw);
  if ('data' in result) return result.data;
  const { fields } = result;
  const names = Object.keys(fields);
  const all = names.map((name) => `${name}: ${fields[name]}`).join('; ');
  throw new DomainError({
    code: 'invalid',
    message: names.length === 1 ? all : `${names.length} fields are wrong. ${all}`,
    fields,
  });
}

/** What a verb answered, as it stands by now. */
export const standing = async <I extends z.ZodType, O extends z.ZodType>(
  ctx: Ctx,
  { def }: Pick<Verb<I, O>, 'def'>,
  answer: z.output<O>,
): Promise<z.output<O>> =>
  def.reread ? withTenant(ctx, async (tx) => def.reread!(tx, answer) as Promise<z.output<O>>) : answer;

/** A verb that changes something: authorise → parse → beforehand → transaction → run → audit row and outbox rows → commit → afterwards. */
export function command<I extends z.ZodType, O extends z.ZodType>(def: CommandDefinition<I, O>): Verb<I, O> {
  const call = async (ctx: Ctx, raw: z.input<I>): Promise<z.output<O>> => {
    authorise(ctx.actor, def.access);
    const input = parseInput(def.input, raw);
    if (!ctx.tx) await def.beforehand?.(ctx, input);
    const stored = await withTenant(ctx, async (tx) => {
      const facts: Fact[] = [];
      let details: Record<string, unknown> = {};
      const output = await def.run(
        { ...tx, emit: (fact) => void facts.push(fact), audit: (more) => void (details = { ...details, ...more }) },
        input,
      );
      const entity = def.entity?.(input, output);
      const occurredAt = ctx.clock.now();
      await Promise.all([
        tx.tx.insert(tables.auditLogs).values({
          tenantId: ctx.tenant,
          action: def.name,
          actorType: ctx.actor.kind,
          actorId: actorLabel(ctx.actor),
          entityType: entity?.type ?? null,
          entityId: entity?.id ?? null,
          details,
          requestId: ctx.requestId,
          ip: ctx.ip ?? null,
          occurredAt,
        }),
        facts.length
          ? tx.tx.insert(tables.outbox).values(facts.map((fact) => ({ ...fact, tenantId: ctx.tenant, occurredAt })))
          : undefined,
      ]);
      const answer = output as z.output<O>;
      // Its failure takes nothing back: what stands is told as it stands.
      const broken = (err: unknown) => ctx.log.error({ err, command: def.name }, 'what follows a command broke off');
      if (def.afterwards) tx.afterCommit((outside) => def.afterwards!(outside, answer, input).catch(broken));
      return answer;
    });
    return ctx.tx ? stored : standing(ctx, { def }, stored);
  };
  return Object.assign(call, { kind: 'command' as const, def });
}

/** A verb that reads: authorise → parse → run inside a transaction of the tenant. */
export function query<I extends z.ZodType, O extends z.ZodType>(def: QueryDefinition<I, O>): Verb<I, O> {
  const call = async (ctx: Ctx, raw: z.input<I>): Promise<z.output<O>> => {
    authorise(ctx.actor, def.access);
    const input = parseInput(def.input, raw);
    const output = def.hot ? def.hot(ctx, input) : withTenant(ctx, async (tx) => def.run(tx, input));
    return output as Promise<z.output<O>>;
  };
  return Object.assign(call, { kind: 'query' as const, def });
}
