import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ENV, type Env } from '../config/index.js';
import { securityHeaders } from '../http/index.js';
import { Metrics } from './metrics.js';

/** `/metrics` on a port of its own, where METRICS_PORT says so: what is measured is not for the clients of the API. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MetricsServer.name);
  private server: Server | undefined;

  constructor(
    private readonly metrics: Metrics,
    @Inject(ENV) private readonly env: Pick<Env, 'METRICS_PORT' | 'HOST'>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { METRICS_PORT: port, HOST } = this.env;
    if (port === undefined) return;
    this.metrics.watchProcess();
    const { registry } = this.metrics;
    const server = createServer((request, response) => {
      securityHeaders(request, response, () => undefined);
      if (request.method !== 'GET' || request.url !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      registry.metrics().then(
        (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
        (error: unknown) => {
          this.logger.error({ message: 'The metrics cannot be read', err: error });
          response.writeHead(500).end();
        },
      );
    });
    this.server = server;
    server.listen(port, HOST);
    await once(server, 'listening'); // rejects where the port is taken
    this.logger.log({ message: 'Metrics at /metrics', metricsPort: port });
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}
