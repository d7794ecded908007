import { answerTo, type Conditions } from './answer.js';

const FILE = { etag: '"abc"', byteSize: 1000 };
const PART = { status: 206, range: { start: 0, end: 9 } };
const range = 'bytes=0-9';

describe('answerTo', () => {
  it.each<[string, Conditions, object]>([
    ['no conditions', {}, { status: 200 }],
    ['a range', { range }, PART],
    ['a range that the file does not have', { range: 'bytes=1000-' }, { status: 416 }],
    ['an If-Range that fits', { range, ifRange: '"abc"' }, PART],
    ['an If-Range of another version', { range, ifRange: '"old"' }, { status: 200 }],
    ['a weak If-Range', { range, ifRange: 'W/"abc"' }, { status: 200 }],
    ['an If-Range with a date', { range, ifRange: 'Wed, 25 Nov 2026 12:00:00 GMT' }, { status: 200 }],
    ['an If-Range of another version, and no such range', { range: 'bytes=1000-', ifRange: '"old"' }, { status: 200 }],
    ['an If-None-Match that fits', { ifNoneMatch: '"abc"' }, { status: 304 }],
    ['a weak If-None-Match', { ifNoneMatch: 'W/"abc"' }, { status: 304 }],
    ['an If-None-Match with several tags', { ifNoneMatch: '"old", W/"abc"' }, { status: 304 }],
    ['an If-None-Match for any', { ifNoneMatch: '*' }, { status: 304 }],
    ['an If-None-Match of another version', { ifNoneMatch: '"old"' }, { status: 200 }],
    ['an If-None-Match that fits, before a range', { ifNoneMatch: '"abc"', range }, { status: 304 }],
    ['an If-Match that fits', { ifMatch: '"old", "abc"' }, { status: 200 }],
    ['an If-Match for any', { ifMatch: '*' }, { status: 200 }],
    ['an If-Match of another version', { ifMatch: '"old"' }, { status: 412 }],
    ['a weak If-Match', { ifMatch: 'W/"abc"' }, { status: 412 }],
    ['an If-Match of another version, before anything', { ifMatch: '"old"', ifNoneMatch: '*', range }, { status: 412 }],
  ])('follows RFC 9110 on %s', (_, conditions, answer) => {
    expect(answerTo('GET', conditions, FILE)).toEqual(answer);
  });

  it('gives HEAD no range', () => {
    expect(answerTo('HEAD', { range }, FILE)).toEqual({ status: 200 });
  });
});
