import { toConnection } from './pagination.js';

describe('toConnection', () => {
  it('shows each row once as an edge and once as a node, and where the page lies', () => {
    const rows = ['a', 'b'].map((row) => ({ row, cursor: `cursor of ${row}` }));

    const connection = toConnection({ rows, hasNextPage: true, hasPreviousPage: false }, (row) => row.toUpperCase());

    expect(connection).toEqual({
      edges: [
        { node: 'A', cursor: 'cursor of a' },
        { node: 'B', cursor: 'cursor of b' },
      ],
      nodes: ['A', 'B'],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: 'cursor of a', endCursor: 'cursor of b' },
    });
  });

  it('of an empty page has no cursors', () => {
    const { pageInfo } = toConnection({ rows: [], hasNextPage: false, hasPreviousPage: true }, String);

    expect(pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null });
  });
});
