import { newId, toGlobalId } from '../common/id.js';
import { Role } from '../auth/role.js';
import type { Viewer } from '../auth/viewer.js';
import { NodeRegistry } from './node-registry.js';

const viewer: Viewer = { workspaceId: 'w', role: Role.VIEWER, credential: { kind: 'user', id: 'u' }, expiresAt: null };

describe('NodeRegistry', () => {
  it('asks who is registered for the type in the id', async () => {
    const nodes = new NodeRegistry();
    nodes.register('Call', (who, id) => Promise.resolve({ id: `${who.workspaceId} ${id}` }));
    const id = newId();

    expect(await nodes.find(viewer, toGlobalId('Call', id))).toEqual({ id: `w ${id}` });
  });

  it.each([
    ['what nobody finds', toGlobalId('Call', newId()), 'NOT_FOUND'],
    ['a type that nobody registered', toGlobalId('User', newId()), 'NOT_FOUND'],
    ['no id at all', 'call_1', 'BAD_USER_INPUT'],
    ['a prefix that is none', `dog_${newId()}`, 'BAD_USER_INPUT'],
  ])('refuses %s', async (_, id, code) => {
    const nodes = new NodeRegistry();
    nodes.register('Call', () => Promise.resolve(null));

    await expect(nodes.find(viewer, id)).rejects.toMatchObject({ code });
  });

  it('has one loader for a type', () => {
    const nodes = new NodeRegistry();
    nodes.register('Call', () => Promise.resolve(null));

    expect(() => nodes.register('Call', () => Promise.resolve(null))).toThrow('already');
  });
});
