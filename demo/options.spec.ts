import { parseOptions } from './options.js';

function refusal(args: string[]): string | undefined {
  try {
    parseOptions(args);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('parseOptions', () => {
  it('has an answer for everything', () => {
    const options = parseOptions([]);

    expect(options).toEqual({ exit: false, port: undefined, calls: 400, seed: 1, keep: undefined });
  });

  it('takes what is given', () => {
    const options = parseOptions(['--exit', '--port', '0', '--calls=25', '--seed', '7', '--keep', 'here']);

    expect(options).toEqual({ exit: true, port: 0, calls: 25, seed: 7, keep: 'here' });
  });

  it('puts help above all', () => {
    expect(parseOptions(['--exit', '-h'])).toBe('help');
  });

  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['more'], "Unexpected argument 'more'"],
    [['--port', '65536'], "--port has to be a whole number from 0 to 65535, not '65536'"],
    [['--calls', '1e3'], "--calls has to be a whole number from 1 to 100000, not '1e3'"],
    [['--calls=-1'], "--calls has to be a whole number from 1 to 100000, not '-1'"],
    [['--seed='], "--seed has to be a whole number from 0 to 2147483647, not ''"],
    [['--keep='], '--keep needs a value'],
  ])('refuses %j', (args, message) => {
    expect(refusal(args)).toBe(message);
  });
});
