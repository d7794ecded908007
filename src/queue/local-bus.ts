import { EventEmitter } from 'node:events';
import { MessageBus } from './message-bus.js';

/** The bus inside one process. */
export class LocalBus extends MessageBus {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  override publish(topic: string, message: object): void {
    this.emitter.emit(topic, message);
  }

  override subscribe(topic: string, listener: (message: object) => void): () => void {
    this.emitter.on(topic, listener);
    return () => this.emitter.off(topic, listener);
  }

  hasListeners(topic: string): boolean {
    return this.emitter.listenerCount(topic) > 0;
  }
}
