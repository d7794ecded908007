import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 200;

@ObjectType()
export class PageInfo {
  @Field() hasNextPage!: boolean;
  @Field() hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true }) startCursor!: string | null;
  @Field(() => String, { nullable: true }) endCursor!: string | null;
}

/** Arguments of a list that is read forwards. */
@ArgsType()
export class ForwardPageArgs {
  @Field(() => Int, { nullable: true, description: 'How many, 1 to 200; 50 where it is not given.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE_SIZE)
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor after which the page begins.' })
  @IsOptional()
  @IsString()
  after?: string | null;
}

export interface Edge<Node> {
  cursor: string;
  node: Node;
}

export interface Connection<Node> {
  edges: Edge<Node>[];
  nodes: Node[];
  pageInfo: PageInfo;
}

/** A page of rows as they were read, before they become a connection. */
export interface Page<Row> {
  rows: Row[];
  /** Of the row at this place. */
  cursorAt: (place: number) => string;
  hasNextPage: boolean;
  hasPreviousPage: boolean;
}

/**
 * The shape that every paged list has: edges with cursors, the nodes alone, and where the page lies. Each is made when it is
 * asked for: mostly one of them is selected, and of the cursors the last one.
 * @param known what an edge knows beside the schema
 */
export function toConnection<Row, Node>(
  { rows, cursorAt, ...page }: Page<Row>,
  toNode: (row: Row) => Node,
  known: object = {},
) {
  const cursor = (place: number) => (place in rows ? cursorAt(place) : null);
  return {
    get edges() {
      return rows.map((row, place): Edge<Node> => ({ ...known, cursor: cursorAt(place), node: toNode(row) }));
    },
    get nodes() {
      return rows.map(toNode);
    },
    get pageInfo(): PageInfo {
      return { ...page, startCursor: cursor(0), endCursor: cursor(rows.length - 1) };
    },
  } satisfies Connection<Node>;
}

/** Declares the types `<name>Edge` and `<name>Connection` for a node type. */
export function connectionOf<Node>(
  node: Type<Node>,
  name: string,
): { edge: Type<Edge<Node>>; connection: Type<Connection<Node>> } {
  @ObjectType(`${name}Edge`)
  class NodeEdge implements Edge<Node> {
    @Field() cursor!: string;
    @Field(() => node) node!: Node;
  }
  @ObjectType(`${name}Connection`)
  class NodeConnection implements Connection<Node> {
    @Field(() => [NodeEdge]) edges!: NodeEdge[];
    @Field(() => [node]) nodes!: Node[];
    @Field(() => PageInfo) pageInfo!: PageInfo;
  }
  return { edge: NodeEdge, connection: NodeConnection };
}
