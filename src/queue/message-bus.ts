/** Carries small messages between the parts of the server, and between processes where there are several. */
export abstract class MessageBus {
  /** Never waits for a subscriber. `message` has to be what JSON can carry. */
  abstract publish(topic: string, message: object): void;

  /** Calls `listener` for each message of the topic until the returned function is called. */
  abstract subscribe(topic: string, listener: (message: object) => void): () => void;
}
