import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../metrics/index.js';
import { WebhookEventsRepository } from './webhook-events.repository.js';
import type { WebhookSource } from './webhook.enums.js';

/**
 * How a webhook was answered. KNOWN: it was received before. PASSED: it is none of ours, or of a kind that nobody knows.
 * REFUSED: nobody vouches for it. BUSY: too many came at once.
 */
export type Reception = 'kept' | 'known' | 'passed' | 'refused' | 'busy';

/** The figures of webhooks: how they were answered here, and what is still to be done, for all processes. */
@Injectable()
export class WebhookMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly events: WebhookEventsRepository,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge('webhook_events', 'Webhooks that are not processed, in the database', ['status'], async () =>
      [...(await this.events.countOpen())].map(([status, value]) => ({ labels: { status }, value })),
    );
  }

  /** Counts and times the answer to a webhook. @throws what `receive` does, which counts as FAILED */
  async watch(source: WebhookSource, receive: () => Promise<Reception>): Promise<void> {
    const begunAt = performance.now();
    let outcome: Reception | 'failed' = 'failed';
    try {
      outcome = await receive();
    } finally {
      this.metrics.webhooks.inc({ source, outcome });
      this.metrics.webhookSeconds.observe({ source }, (performance.now() - begunAt) / 1000);
    }
  }
}
