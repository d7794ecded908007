/**
 * The names of what an input gives, such as `name` or `sync.enabled`: what was changed or asked for, without any value, as
 * that may be a secret or the number of a person. What is null was given too; what is undefined was not.
 */
export function givenFields(input: object | null | undefined): string[] {
  return pathsIn(input ?? {}).sort();
}

function pathsIn(input: object): string[] {
  return Object.entries(input).flatMap(([field, value]: [string, unknown]) => {
    if (value === undefined) return [];
    return isRecord(value) ? pathsIn(value).map((inner) => `${field}.${inner}`) : [field];
  });
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
