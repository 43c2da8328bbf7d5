import { createServer } from 'node:http';
import { once } from 'node:events';
import { config } from '@/lib/platform/config';
import { logger } from '@/lib/platform/log';
import type { Metrics } from '@/lib/platform/metrics';
import type { Running } from './part';

/** Serves GET /metrics on METRICS_PORT of this machine; nothing when the port is not set. */
export async function startMetrics(
  metrics: Metrics,
  port = config().metricsPort,
): Promise<Running & { port: number | null }> {
  if (port === undefined) return { port: null, stop: async () => undefined };
  const log = logger('metrics');
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
    metrics.render().then(
      (page) => response.writeHead(200, { 'content-type': metrics.contentType }).end(page),
      (error: unknown) => {
        log.warn({ err: error }, 'the metrics could not be read');
        response.writeHead(503).end();
      },
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
