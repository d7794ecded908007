import { isAllowedOrigin } from './allowed-origin.js';

const env = { PUBLIC_URL: 'https://voxsync.example.com/app', CORS_ORIGINS: ['https://console.example.com'] };

describe('isAllowedOrigin', () => {
  it.each([
    [undefined, true],
    ['https://voxsync.example.com', true],
    ['https://console.example.com', true],
    ['http://10.0.0.5:3000', true],
    ['https://evil.example.com', false],
    ['https://voxsync.example.com.evil.com', false],
    ['https://voxsync.example.com:8443', false],
    ['http://console.example.com', false],
    ['http://10.0.0.5:4000', false],
    ['null', false],
    ['', false],
  ])('says of %s: %s', (origin, expected) => {
    expect(isAllowedOrigin({ headers: { origin, host: '10.0.0.5:3000' } }, env)).toBe(expected);
  });
});
