import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const RUN_SECONDS = [1, 5, 15, 60, 300, 900, 3_600, 14_400];

/**
 * The figures of this process for Prometheus. Labels are words out of short lists: nothing of a customer, and nothing of
 * which there could be any number.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly runs = this.counter('sync_runs_total', 'Runs that this process has brought to an end', ['kind', 'status']);
  readonly runSeconds = this.histogram('sync_run_seconds', 'From the start of a run to its end', ['kind'], RUN_SECONDS);
  readonly runItems = this.counter('sync_items_total', 'What the ended runs did', ['what']);
  readonly downloadedBytes = this.counter('sync_downloaded_bytes_total', 'Recordings of the ended runs', []);
  readonly upstreamRequests = this.counter('upstream_requests_total', 'Attempts of requests', ['upstream', 'outcome']);
  readonly upstreamSeconds = this.histogram('upstream_request_seconds', 'One attempt', ['upstream'], SECONDS);
  readonly operations = this.counter('graphql_operations_total', 'Operations', ['transport', 'type', 'outcome']);
  readonly operationSeconds = this.histogram(
    'graphql_operation_seconds',
    'Without waiting',
    ['transport', 'type'],
    SECONDS,
  );

  readonly webhooks = this.counter('webhooks_total', 'Webhooks that were answered', ['source', 'outcome']);
  readonly webhookSeconds = this.histogram(
    'webhook_seconds',
    'From its first bytes to the answer',
    ['source'],
    SECONDS,
  );

  /** The process itself: processor, memory, event loop. Not before somebody wants to see it, as it costs a timer. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry, prefix: 'voxsync_' });
  }

  /**
   * A figure that is read when it is asked for.
   * @param read the value for each combination of labels; what fails leaves the figure out
   */
  gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: () => Promise<readonly GaugeValue<Label>[]> | readonly GaugeValue<Label>[],
  ): void {
    const gauge = new Gauge({
      name: `voxsync_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      async collect() {
        gauge.reset();
        for (const { labels, value } of await Promise.resolve(read()).catch(() => [])) gauge.set(labels, value);
      },
    });
  }

  private counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `voxsync_${name}`, help, labelNames, registers: [this.registry] });
  }

  private histogram<Label extends string>(name: string, help: string, labelNames: Label[], buckets: number[]) {
    return new Histogram<Label>({ name: `voxsync_${name}`, help, labelNames, buckets, registers: [this.registry] });
  }
}

export interface GaugeValue<Label extends string> {
  labels: Partial<Record<Label, string>>;
  value: number;
}
