import { audioKindOf, extensionOf } from './audio-kind.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('audioKindOf', () => {
  it.each([
    ['an ID3 tag', bytes('ID3\x03\0\0\0\0\0\x21TI'), 'audio/mpeg'],
    ['a frame of MPEG 1', Buffer.from([0xff, 0xfb, 0x54, 0xc4]), 'audio/mpeg'],
    ['a frame of MPEG 2.5', Buffer.from([0xff, 0xe3, 0x48, 0xc4]), 'audio/mpeg'],
    ['RIFF', bytes('RIFF\0\0\0\0WAVE'), 'audio/wav'],
    ['Ogg', bytes('OggS\0\x02\0\0\0\0\0\0'), 'audio/ogg'],
    ['FLAC', bytes('fLaC\0\0\0\x22\x10\0\x10\0'), 'audio/flac'],
    ['MPEG 4', bytes('\0\0\0\x20ftypM4A '), 'audio/mp4'],
  ])('tells %s', (_, head, contentType) => {
    expect(audioKindOf(head)?.contentType).toBe(contentType);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a page', bytes('<!DOCTYPE html>')],
    ['JSON', bytes('{"detail":"Not found"}')],
    ['UTF-16 text', Buffer.from([0xff, 0xfe, 0x54, 0x00])],
    ['AAC', Buffer.from([0xff, 0xf1, 0x50, 0x80])],
    ['a picture in RIFF', bytes('RIFF\0\0\0\0WEBP')],
    ['zeros', Buffer.alloc(12)],
    ['a frame of free bit rate', Buffer.from([0xff, 0xfb, 0x04, 0xc4])],
    ['half a frame header', Buffer.from([0xff, 0xfb])],
  ])('takes %s for no audio', (_, head) => {
    expect(audioKindOf(head)).toBeUndefined();
  });

  it('has an extension for each kind, and one for what a row of another version may say', () => {
    expect(['audio/mpeg', 'audio/wav', 'audio/mp4', 'text/html'].map(extensionOf)).toEqual([
      'mp3',
      'wav',
      'm4a',
      'bin',
    ]);
  });
});
