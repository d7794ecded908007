import { OperationLimit } from './operation-limit.js';
import { Role } from './role.js';
import type { Viewer } from './viewer.js';

const viewer = (id: string): Viewer => ({
  workspaceId: 'W',
  role: Role.VIEWER,
  credential: { kind: 'apiKey', id },
  expiresAt: null,
});

describe('OperationLimit', () => {
  it('refuses one operation too many, and says how long to wait', async () => {
    const limit = new OperationLimit({ RATE_LIMIT_OPERATIONS_PER_MINUTE: 2 });
    await limit.count(viewer('a'), {});
    await limit.count(viewer('a'), {});

    const third = limit.count(viewer('a'), {});

    await expect(third).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfterSeconds: expect.any(Number) },
    });
  });

  it('counts an operation once, however many of its fields ask', async () => {
    const limit = new OperationLimit({ RATE_LIMIT_OPERATIONS_PER_MINUTE: 1 });
    const operation = {};

    await limit.count(viewer('a'), operation);

    await expect(limit.count(viewer('a'), operation)).resolves.toBeUndefined();
  });

  it('lets nobody use up what is another one’s', async () => {
    const limit = new OperationLimit({ RATE_LIMIT_OPERATIONS_PER_MINUTE: 1 });

    await limit.count(viewer('a'), {});

    await expect(limit.count(viewer('b'), {})).resolves.toBeUndefined();
  });
});
