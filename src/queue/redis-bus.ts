import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { newId } from '../common/id.js';
import { disconnectRedis } from '../redis/index.js';
import { connectRedis, PATIENT } from '../redis/redis-connection.js';
import { LocalBus } from './local-bus.js';
import { MessageBus } from './message-bus.js';

interface Envelope {
  from: string;
  message: object;
}

/**
 * The bus across processes, by Redis' publish and subscribe. Inside the process messages go straight on, so that without
 * Redis one loses no more than what other processes have to say; for runs, RunUpdates makes up for that.
 */
@Injectable()
export class RedisBus extends MessageBus implements OnApplicationShutdown {
  private readonly logger = new Logger(RedisBus.name);
  private readonly local = new LocalBus();
  private readonly id = newId();
  private readonly subscriber: Redis;
  private readonly prefix: string;

  /** @param publisher closed by whoever has made it; listening needs a connection of its own */
  constructor(
    url: string,
    private readonly publisher: Redis,
  ) {
    super();
    this.subscriber = connectRedis(url, 'subscribe', PATIENT);
    this.prefix = `voxsync:${this.subscriber.options.db ?? 0}:`; // channels know no numbered databases
    // All topics, so that the ears are open before anybody asks for one: subscribing to one takes a moment.
    this.subscriber.psubscribe(`${this.prefix}*`).catch(() => undefined); // repeated with each new connection
    this.subscriber.on('pmessage', (_pattern, channel, text) => this.hear(channel.slice(this.prefix.length), text));
  }

  override publish(topic: string, message: object): void {
    this.local.publish(topic, message);
    const envelope: Envelope = { from: this.id, message };
    this.publisher.publish(this.prefix + topic, JSON.stringify(envelope)).catch(() => undefined);
  }

  override subscribe(topic: string, listener: (message: object) => void): () => void {
    return this.local.subscribe(topic, listener);
  }

  onApplicationShutdown(): void {
    disconnectRedis(this.subscriber);
  }

  private hear(topic: string, text: string): void {
    if (!this.local.hasListeners(topic)) return;
    const envelope = readEnvelope(text);
    if (envelope === undefined)
      this.logger.warn({ message: 'Somebody else publishes where Voxsync does in Redis', topic });
    else if (envelope.from !== this.id) this.local.publish(topic, envelope.message);
  }
}

function readEnvelope(text: string): Envelope | undefined {
  try {
    const { from, message } = JSON.parse(text) as Partial<Envelope>;
    return typeof from === 'string' && typeof message === 'object' ? { from, message } : undefined;
  } catch {
    return undefined;
  }
}
