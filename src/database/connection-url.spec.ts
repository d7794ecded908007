import { asMysqlUrl, detectDatabase } from './connection-url.js';

describe('detectDatabase', () => {
  it('asks nobody about an embedded database', async () => {
    expect(await detectDatabase('sqlite:data/voxsync.db')).toBe('sqlite');
  });

  it('hands on that a server cannot be reached', async () => {
    await expect(detectDatabase('mysql://root@127.0.0.1:9/none')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('asMysqlUrl', () => {
  it('changes the protocol alone', () => {
    expect(asMysqlUrl('mariadb://u:mariadb%3A@host:3306/mariadb')).toBe('mysql://u:mariadb%3A@host:3306/mariadb');
    expect(asMysqlUrl('mysql://host/db')).toBe('mysql://host/db');
  });
});
