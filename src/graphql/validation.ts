import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { BadUserInputError } from '../common/errors.js';

/** An argument of this name is only the wrapping: what is inside is named as the form on the screen names it. */
const WRAPPER = 'input';

/**
 * Checks what comes in against the decorators of its class. A property without a decorator is refused rather than
 * dropped: it is a mistake of ours, and dropping it would hide that.
 */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => new BadUserInputError(fieldsOf(errors)),
  });
}

/** What is wrong with each field, by its name; inside a nested object by a dotted one, as in `startTime.from`. */
export function fieldsOf(errors: readonly ValidationError[]): Record<string, string[]> {
  return Object.fromEntries(errors.flatMap((error) => entries(error, '')));
}

function entries(error: ValidationError, parent: string): [string, string[]][] {
  const isWrapper = parent === '' && error.property === WRAPPER && (error.children?.length ?? 0) > 0;
  const name = isWrapper ? '' : parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.values(error.constraints ?? {});
  const inner = (error.children ?? []).flatMap((child) => entries(child, name));
  return own.length > 0 ? [[name, own], ...inner] : inner;
}
