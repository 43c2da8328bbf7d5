import { createRequire } from 'node:module';
import { Session } from 'chdb';
import { identifier, literal } from './statement';

interface RawInsert {
  rowsWritten: number;
  bytesWritten: number;
  elapsed: number;
}

interface Native {
  InsertRawAsyncConnection(connection: unknown, sql: string, rows: Buffer, countLines: boolean): Promise<RawInsert>;
}

const libc = process.platform === 'linux' ? '-gnu' : '';
const native = createRequire(import.meta.url)(`@chdb/lib-${process.platform}-${process.arch}${libc}`) as Native;

/** The statement's surroundings, as its URL gave them; parameter values stay the text that arrived. */
export interface Surroundings {
  database: string | undefined;
  settings: ReadonlyMap<string, string>;
  parameters: ReadonlyMap<string, string>;
  /** Unique label under which the statement can be killed. */
  label: string;
}

/** The embedded engine over one data directory. Each request works in a session of its own, so nothing leaks. */
export class Engine {
  private readonly keeper: Session;

  constructor(
    private readonly directory: string,
    memoryBytes: number,
  ) {
    // The keeper holds the engine open between requests and alone names the server's own limits.
    this.keeper = new Session(directory, {
      connectionArgs: [`--max_server_memory_usage=${memoryBytes}`, '--mark_cache_size=67108864'],
    });
  }

  /** Runs `work` in a fresh session; the session ends with it. */
  async run<T>(around: Surroundings, work: (session: Session) => Promise<T>): Promise<T> {
    const session = new Session(this.directory);
    try {
      if (around.database) session.query(`USE ${identifier(around.database)}`);
      const settings = [...around.settings].map(([name, value]) => `${name} = ${literal(value)}`);
      session.query(`SET ${[`log_comment = ${literal(around.label)}`, ...settings].join(', ')}`);
      for (const [name, value] of around.parameters) session.query(`SET param_${name} = ${literal(value)}`);
      return await work(session);
    } finally {
      session.close();
    }
  }

  /** Hands the bytes to the engine's own parser, off the event loop. */
  insertRaw(session: Session, sql: string, rows: Buffer): Promise<RawInsert> {
    return native.InsertRawAsyncConnection(session.connection, sql, rows, false);
  }

  /** Ends the statement with this label, if it still runs. */
  async kill(label: string): Promise<void> {
    await this.keeper.queryAsync(`KILL QUERY WHERE Settings['log_comment'] = ${literal(label)} ASYNC`);
  }

  close(): void {
    this.keeper.close();
  }
}
