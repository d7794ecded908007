import { Injectable, type PipeTransform } from '@nestjs/common';
import { fromGlobalId, type NodeType } from './id.js';

/** Turns an id argument into the key it holds: `@Args('id', { type: () => ID }, new IdPipe('Call', 'id'))`. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  constructor(
    private readonly type: NodeType,
    private readonly field: string,
  ) {}

  transform(value: string): string {
    return fromGlobalId(this.type, value, this.field);
  }
}
