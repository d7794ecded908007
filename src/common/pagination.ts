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
  rows: { row: Row; cursor: string }[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
}

/** The shape that every paged list has: edges with cursors, the nodes alone, and where the page lies. */
export function toConnection<Row, Node>(page: Page<Row>, toNode: (row: Row) => Node): Connection<Node> {
  const edges = page.rows.map(({ row, cursor }) => ({ cursor, node: toNode(row) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
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
