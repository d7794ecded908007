import { Type } from 'class-transformer';
import { IsEmail, IsInt, IsOptional, Min, ValidateNested } from 'class-validator';
import { ForwardPageArgs } from '../common/pagination.js';
import { validationPipe } from './validation.js';

class Range {
  @IsOptional() @IsInt() min?: number;
}
class Input {
  @IsEmail() email!: string;
  @IsOptional() @ValidateNested() @Type(() => Range) length?: Range;
  @IsOptional() @ValidateNested({ each: true }) @Type(() => Range) ranges?: Range[];
}
class Args {
  @ValidateNested() @Type(() => Input) input!: Input;
  @Min(1) first!: number;
}

function check(metatype: new () => object, value: object): Promise<unknown> {
  return validationPipe().transform(value, { type: 'body', metatype });
}

/** The names of the fields that are refused. */
async function refused(metatype: new () => object, value: object): Promise<string[]> {
  const error = await check(metatype, value).then(
    () => undefined,
    (reason: { code: string; details: { fields: object } }) => reason,
  );
  expect(error?.code).toBe('BAD_USER_INPUT');
  return Object.keys(error?.details.fields ?? {});
}

describe('validationPipe', () => {
  it('names plain fields plainly, and nested ones by their path', async () => {
    expect(await refused(Input, { email: 'x', length: { min: 'x' }, ranges: [{}, { min: 'x' }] })).toEqual([
      'email',
      'length.min',
      'ranges.1.min',
    ]);
  });

  it('leaves out the argument that is only a wrapping', async () => {
    expect(await refused(Args, { input: { email: 'x', length: { min: 'x' } }, first: 0 })).toEqual([
      'email',
      'length.min',
      'first',
    ]);
  });

  it.each([0, -1, 201, 1.5])('refuses pages of %d', async (first) => {
    expect(await refused(ForwardPageArgs, { first })).toEqual(['first']);
  });

  it('makes objects of the class', async () => {
    const input = await check(Input, Object.assign(Object.create(null) as object, { email: 'a@b.co' }));

    expect(input).toBeInstanceOf(Input);
  });

  it('refuses a field that somebody forgot to decorate', async () => {
    expect(await refused(Input, { email: 'a@b.co', forgotten: 1 })).toEqual(['forgotten']);
  });
});
