/** Something that the reader of the terminal can understand from the message alone: no stack is shown with it. */
export class DemoError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DemoError';
  }
}
