import { runInNewContext } from 'node:vm';
import { jsLiteral } from './js-literal.js';

const HOSTILE = [
  'line\u2028separator\u2029',
  '</script><!-- -->',
  'a comment */ ends, /* begins, // begins',
  `quotes ' " \` and \${"templates"}`,
  'back\\slash\n\r\t\0',
  'пароль 😀 \ud800',
  '\u0085\u009f\u007f',
];

describe('a literal of JavaScript', () => {
  it.each(HOSTILE)('means the text that it was made from: %j', (text) => {
    const literal = jsLiteral(text);

    expect(runInNewContext(`(${literal})`)).toBe(text);
    expect(runInNewContext(`/* ${literal} */ ${literal} // ${literal}`)).toBe(text);
  });

  it.each(HOSTILE)('breaks out of nothing: %j', (text) => {
    const literal = jsLiteral(text);

    expect(literal).not.toMatch(/[<>\u2028\u2029\n\r]|\*\//);
  });

  it.each([[null], [true], [12.5], [{ a: ['b', { c: null }] }]])('holds whatever JSON holds: %j', (value) => {
    expect(runInNewContext(`JSON.stringify(${jsLiteral(value)})`)).toBe(JSON.stringify(value));
  });
});
