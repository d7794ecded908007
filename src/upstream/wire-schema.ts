import { z } from 'zod';
import { amountOf, booleanOf, idOf, listOf, numberOf, objectOf, textOf, wholeOf } from './json-values.js';

// Fields of an upstream's object, none of which can make it unreadable: see json-values.ts for what they take.
export const text = z.unknown().transform(textOf).optional();
export const number = z.unknown().transform(numberOf).optional();
export const amount = z.unknown().transform(amountOf).optional();
export const whole = z.unknown().transform(wholeOf).optional();
export const flag = z.unknown().transform(booleanOf).optional();
export const id = z.unknown().transform(idOf).optional();
export const list = z.unknown().transform(listOf).optional();

/** A map whose names are not ours to know. */
export const bag = z
  .unknown()
  .transform((value) => objectOf(value) ?? {})
  .optional();

/** Unix seconds. */
export const moment = z.unknown().transform(momentOf).optional();

/** Fields without which the object is of no use. */
export const requiredText = z.string().min(1);
export const requiredRows = z.custom<readonly unknown[]>(Array.isArray, 'not an array');
export const requiredId = z.unknown().transform((value, context) => {
  const known = idOf(value);
  if (known === undefined) context.addIssue('is missing');
  return known ?? z.NEVER;
});

/** An object of which nothing is left where it is null, absent or no object. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((value) => objectOf(value) ?? {}, z.object(shape)).optional();
}

/** The objects of a list; what is none, or lacks what it has to have, is left out. */
export function objects<T>(schema: z.ZodType<T>) {
  return list.transform((items = []) =>
    items.flatMap((item) => {
      const parsed = schema.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    }),
  );
}

function momentOf(value: unknown): Date | undefined {
  const date = new Date((amountOf(value) ?? NaN) * 1_000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
