import { createPrivateKey } from 'node:crypto';
import type { Clock } from '@/lib/platform/clock';
import { systemTags } from '@/lib/platform/db/system';
import { safeMessage } from '@/lib/platform/errors';
import type { Logger } from '@/lib/platform/log';
import { CannotOpen, unseal } from '@/lib/platform/secret-box';
import type { Services } from '@/lib/platform/services';
import { oneLine } from '@/lib/platform/text';
import { Breaker } from './breaker';
import { toBrowsers } from './browsers';
import { configurationOf, type StoredProvider } from './configuration';
import type { DkimKey } from './dkim/sign';
import { signing } from './dkim/signing';
import { openConfigured } from './open';
import { refusalFrom } from './faults';
import type { Provider, Refusal } from './provider';
import type { DkimAlgorithm, ProviderState, SendingChannel } from './vocabulary';

/** One way out of a tenant, with what is known of its health. */
export interface Way {
  id: string;
  tenant: string;
  /** Of the settings that it was opened with: what it hears says nothing of later ones. */
  version: number;
  name: string;
  channel: SendingChannel;
  provider: Provider;
  breaker: Breaker;
  /** What it said no with when it was asked last; undefined: it said none, or nothing. */
  refusal?: Refusal | undefined;
  /** It said nothing then. */
  isSilent?: boolean;
  /** What waits for it can be held back until its bytes would leave. */
  keepsBack: boolean;
  /** The sandbox: while it is on, no message of its channel leaves by another way. */
  catches: boolean;
  /** It cannot be opened: no time heals that, so what goes by it alone waits this long; and why not. */
  waitSeconds?: number;
  closed?: string;
  /** What its row says, and when it was told (milliseconds). */
  told: { state: ProviderState; at: number; refusedAt: number; restsUntil: number };
}

export interface Ways {
  /** By priority. */
  all: readonly Way[];
  /** Those whose keys DNS publishes. */
  domains: readonly string[];
}

type Row = StoredProvider & {
  name: string;
  channel: SendingChannel;
  version: number;
  state: ProviderState;
  rests_until: Date | null;
  last_error: string | null;
};
interface KeyRow {
  id: string;
  domain: string;
  selector: string;
  algorithm: DkimAlgorithm;
  private_key: string;
}

const freshMs = 3000;
const tellEveryMs = 1000;
const tellWellEveryMs = 30_000;
const closedSeconds = 600;
/** Shorter rests are over before the others read of them. Milliseconds. */
const worthTellingMs = 5000;
const closedRestMs = 60_000;

/** What tenants set up, read again every few seconds; connections stay open until their settings change. */
export class Directory {
  private readonly known = new Map<string, { at: number; ways: Ways }>();
  private readonly reading = new Map<string, Promise<Ways>>();
  private readonly open = new Map<string, { version: number; way: Way }>();
  private readonly keys = new Map<string, DkimKey[]>();
  private readonly closing = new Set<Promise<void>>();

  constructor(
    private readonly services: Pick<Services, 'system'>,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** At once while it is fresh. */
  of(tenant: string): Ways | Promise<Ways> {
    const known = this.known.get(tenant);
    if (known && performance.now() - known.at < freshMs) return known.ways;
    const reading = this.reading.get(tenant) ?? this.read(tenant).finally(() => this.reading.delete(tenant));
    this.reading.set(tenant, reading);
    return reading;
  }

  /** As they are now, however fresh what is known. */
  again = (tenant: string): Promise<Ways> => this.read(tenant);

  /** Whether a tenant was seen to have ways of its own when it was looked at last. */
  hasWays = (tenant: string): boolean => (this.known.get(tenant)?.ways.all.length ?? 0) > 0;

  /** What a tenant calls its ways for a channel that were seen when it was looked at last, by priority. */
  namesOf = (tenant: string, channel: SendingChannel): readonly string[] =>
    (this.known.get(tenant)?.ways.all ?? []).filter((way) => way.channel === channel).map(({ name }) => name);

  /** The domains that were seen to be a tenant's when it was looked at last. */
  domainsOf = (tenant: string): readonly string[] => this.known.get(tenant)?.ways.domains ?? [];

  /** The keys that sign for a domain: its own, or those of the nearest domain above it. */
  keysFor = (tenant: string, domain: string): readonly DkimKey[] => {
    const all = this.keys.get(tenant) ?? [];
    for (let name = domain; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
      const own = all.filter((key) => key.domain === name);
      if (own.length > 0) return own;
    }
    return [];
  };

  /**
   * Writes how a way fares where people see it, with the words of what took nothing: each change of state at most once a second,
   * that it goes on as before now and then. `untried`: it answered, and refused a message; of one that works the words alone are kept.
   */
  tell(way: Way, state: ProviderState, words = ''): void {
    const before = way.told.state;
    const refuses = state === 'untried' && before === 'ok';
    // That it took one after a refusal that was told is told soon.
    const well = way.told.refusedAt > way.told.at ? tellEveryMs : tellWellEveryMs;
    const again = state === 'ok' ? well : 10 * tellEveryMs;
    const every = refuses ? tellEveryMs : before === state ? again : before === 'untried' ? 0 : tellEveryMs;
    if (performance.now() - (refuses ? way.told.refusedAt : way.told.at) < every) return;
    if (refuses) way.told = { ...way.told, refusedAt: performance.now() };
    else way.told = { ...way.told, state, at: performance.now() };
    const sql = systemTags(this.services);
    const now = this.clock.now();
    const told =
      state === 'ok'
        ? sql`state = 'ok', last_ok_at = ${now}`
        : sql`state = ${refuses ? sql`state` : state}, last_error = ${oneLine(words, 500)}, last_error_at = ${now}`;
    sql`
      update sending_providers set ${told} where tenant_id = ${way.tenant} and id = ${way.id} and version = ${way.version}
        and (${state !== 'untried' || refuses} or state <> 'ok')`.catch((error: unknown) =>
      this.log.warn({ err: error, provider: way.id }, 'its state could not be written'),
    );
  }

  /**
   * Tells all processes that send when a way began to rest: none has to fail by it as often itself. The words of what it rests for are
   * written with it: who learns of the rest reads no older ones.
   */
  tellRest(way: Way, words = '', until = way.breaker.restsUntil): void {
    const now = this.clock.now();
    if (until <= way.told.restsUntil || until < now.getTime() + worthTellingMs) return;
    way.told.restsUntil = until;
    const sql = systemTags(this.services);
    const why = words ? sql`, last_error = ${oneLine(words, 500)}, last_error_at = ${now}` : sql``;
    sql`
      update sending_providers set rests_until = ${new Date(until)}${why}
      where tenant_id = ${way.tenant} and id = ${way.id} and version = ${way.version}
        and coalesce(rests_until < ${new Date(until)}, true)`.catch((error: unknown) =>
      this.log.warn({ err: error, provider: way.id }, 'its rest could not be written'),
    );
  }

  /** Nobody counts on it until its settings change, or a minute after a start that can open it. */
  private tellClosed(way: Way, now: number): void {
    if (way.told.restsUntil >= now + closedRestMs / 2) return;
    this.tell(way, 'failing', way.closed);
    this.tellRest(way, way.closed, now + closedRestMs);
  }

  async close(): Promise<void> {
    await Promise.all([...[...this.open.values()].map(({ way }) => way.provider.close()), ...this.closing]);
  }

  private async read(tenant: string): Promise<Ways> {
    const sql = systemTags(this.services);
    const [rows, keys] = await Promise.all([
      sql<Row[]>`
        select tenant_id as tenant, id, name, kind, channel, settings, secret, version, state, rests_until, last_error from sending_providers
        where tenant_id = ${tenant} and enabled and deleted_at is null order by channel, priority, id`,
      sql<KeyRow[]>`
        select id, domain, selector, algorithm, private_key from dkim_keys
        where tenant_id = ${tenant} and deleted_at is null and published_at is not null order by algorithm desc`,
    ]);
    this.keys.set(
      tenant,
      keys.flatMap((key) => this.keyOf(tenant, key) ?? []),
    );
    const stay = new Set(rows.map((row) => row.id));
    for (const [id, { way }] of this.open) if (way.tenant === tenant && !stay.has(id)) this.drop(id);
    const ways = { all: rows.map((row) => this.wayOf(row)), domains: keys.map(({ domain }) => domain) };
    this.known.set(tenant, { at: performance.now(), ways });
    return ways;
  }

  private wayOf(row: Row): Way {
    const known = this.open.get(row.id);
    const now = this.clock.now().getTime();
    const restsUntil = row.rests_until?.getTime() ?? 0;
    if (known?.version === row.version) {
      if (known.way.breaker.learn(restsUntil, now)) {
        known.way.refusal = refusalFrom(row.last_error);
        // Whether it was silent there is not kept: it is told by who asked it.
        known.way.isSilent = false;
      }
      if (known.way.waitSeconds) this.tellClosed(known.way, now);
      return known.way;
    }
    if (known) this.drop(row.id);
    const { id, tenant, version, name, channel, state } = row;
    const told = { state, at: -Infinity, refusedAt: -Infinity, restsUntil };
    const breaker = new Breaker();
    const refusal = breaker.learn(restsUntil, now) ? refusalFrom(row.last_error) : undefined;
    const rest = { id, tenant, version, name, channel, breaker, refusal, told };
    try {
      const opened = openConfigured(id, name, configurationOf(row), {
        services: this.services,
        clock: this.clock,
      });
      const provider = this.wrapped(row, opened);
      const way: Way = { ...rest, provider, keepsBack: row.kind !== 'smtp', catches: row.kind === 'sandbox' };
      this.open.set(id, { version: row.version, way });
      return way;
    } catch (error) {
      const words = error instanceof CannotOpen ? error.message : safeMessage(error);
      this.log.error({ err: error, provider: id }, 'a provider cannot be opened');
      const way: Way = {
        ...rest,
        provider: unopened(name, channel, words),
        keepsBack: true,
        catches: false,
        waitSeconds: closedSeconds,
        closed: words,
      };
      this.open.set(id, { version: row.version, way });
      this.tell(way, 'failing', words);
      this.tellClosed(way, now);
      return way;
    }
  }

  private wrapped({ kind, settings }: Row, opened: Provider): Provider {
    if (kind === 'smtp') return signing(opened, this.clock, this.keysFor);
    if (kind !== 'push') return opened;
    const shell = { sql: systemTags(this.services), clock: this.clock, log: this.log };
    return toBrowsers(opened, String(settings['publicKey']), shell);
  }

  private keyOf(tenant: string, { id, domain, selector, algorithm, private_key: sealed }: KeyRow): DkimKey | null {
    try {
      return { domain, selector, algorithm, key: createPrivateKey(unseal(sealed, `${tenant}/dkim_keys/${id}`)) };
    } catch (error) {
      this.log.error({ err: error, key: id }, 'a DKIM key cannot be opened; its domain is not signed');
      return null;
    }
  }

  /** What is on its wire is waited for; nothing new goes there. */
  private drop(id: string): void {
    const gone = this.open.get(id);
    this.open.delete(id);
    const closed = gone?.way.provider.close().finally(() => this.closing.delete(closed!));
    if (closed) this.closing.add(closed);
  }
}

/** Stands for a provider that cannot be opened: its messages wait, and never leave by what the installation has. */
function unopened(name: string, channel: SendingChannel, words: string): Provider {
  const outcome = {
    state: 'unsent',
    reason: `The provider ${name} cannot be used: ${words} See Settings, Providers.`,
    retryAfterSeconds: closedSeconds,
  } as const;
  return {
    name,
    channel,
    async send(batch, hooks) {
      for (const index of batch.keys()) hooks.answered(index, outcome);
    },
    close: () => Promise.resolve(),
  };
}
