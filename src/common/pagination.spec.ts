import { toConnection } from './pagination.js';

describe('toConnection', () => {
  it('shows each row once as an edge and once as a node, and where the page lies', () => {
    const page = {
      rows: ['a', 'b'],
      cursorAt: (place: number) => `cursor of ${place}`,
      hasNextPage: true,
      hasPreviousPage: false,
    };

    const connection = toConnection(page, (row) => row.toUpperCase());

    expect(connection).toEqual({
      edges: [
        { node: 'A', cursor: 'cursor of 0' },
        { node: 'B', cursor: 'cursor of 1' },
      ],
      nodes: ['A', 'B'],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: 'cursor of 0', endCursor: 'cursor of 1' },
    });
  });

  it('of an empty page has no cursors', () => {
    const { pageInfo } = toConnection(
      { rows: [], cursorAt: String, hasNextPage: false, hasPreviousPage: true },
      String,
    );

    expect(pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null });
  });
});
