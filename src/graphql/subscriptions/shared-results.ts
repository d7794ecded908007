/**
 * What events came to, so that subscribers who ask the same of an event share one execution. An event is known by its
 * object: where each subscriber gets one of its own, nothing is shared.
 */
export class SharedResults<Result> {
  private readonly byEvent = new WeakMap<object, Map<string, Promise<Result>>>();

  /** @param question everything that the result depends on beside the event */
  of(event: object, question: string, run: () => Promise<Result>): Promise<Result> {
    const answers = this.byEvent.get(event) ?? new Map<string, Promise<Result>>();
    this.byEvent.set(event, answers);
    let answer = answers.get(question);
    if (answer === undefined) answers.set(question, (answer = run()));
    return answer;
  }
}
