import { Args, Field, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import { CurrentViewer, RequireRole, Role, type Viewer } from '../auth/index.js';
import { DateTimeScalar } from '../common/graphql-scalars.js';
import { CallsExport } from './calls-export.js';
import { ExportCallsArgs } from './export-calls.args.js';

@ObjectType()
export class ExportLink {
  @Field({ description: 'Needs no credentials: whoever has it can download, until it ends.' }) url!: string;
  @Field(() => DateTimeScalar, { description: 'A download that has begun by then goes on to its end.' })
  expiresAt!: Date;
}

@Resolver()
export class ExportsResolver {
  constructor(private readonly exports: CallsExport) {}

  @RequireRole(Role.VIEWER)
  @Mutation(() => ExportLink, {
    description:
      'A signed link, good for five minutes, to a CSV of exactly the calls that `calls(filter:)` would list.',
  })
  exportCalls(@CurrentViewer() viewer: Viewer, @Args() { filter }: ExportCallsArgs): Promise<ExportLink> {
    return this.exports.link(viewer, filter ?? null);
  }
}
