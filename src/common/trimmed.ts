import { Transform } from 'class-transformer';

/** Drops the blanks around a text, as they come along when something is pasted. */
export const Trimmed = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
