// The one process that owns the embedded ClickHouse directory. Started by the launcher with an IPC channel.
import { freemem, totalmem } from 'node:os';
import { drainPending } from 'chdb';
import { createEndpoint } from './endpoint';
import { Engine } from './engine';

const GIB = 1024 ** 3;

function memoryLimit(): number {
  const wished = Number(process.env.CLICKHOUSE_MEMORY_MB ?? 0) * 1024 ** 2;
  return wished > 0 ? wished : Math.max(GIB, Math.min(4 * GIB, Math.floor(totalmem() / 4), freemem()));
}

function main(): void {
  const { CLICKHOUSE_DIR: directory, CLICKHOUSE_TOKEN: token, CLICKHOUSE_PORT: port } = process.env;
  if (!directory || !token) throw new Error('CLICKHOUSE_DIR and CLICKHOUSE_TOKEN are required');
  const memory = memoryLimit();
  const engine = new Engine(directory, memory);
  const server = createEndpoint({ engine, token, queryMemoryBytes: Math.floor(memory * 0.75) });
  let leaving = false;
  const leave = () => {
    if (leaving) return;
    leaving = true;
    setTimeout(() => process.exit(0), 5_000).unref();
    server.close(() => void drainPending().then(() => (engine.close(), process.exit(0))));
    server.closeIdleConnections();
  };
  process.on('disconnect', leave);
  process.on('SIGTERM', leave);
  process.on('SIGINT', () => undefined);
  server.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  server.listen(Number(port ?? 0), '127.0.0.1', () => {
    process.send?.('ready');
  });
}

main();
