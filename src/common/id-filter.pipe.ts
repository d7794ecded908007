import { Injectable, type PipeTransform } from '@nestjs/common';
import { filterKey, type NodeType } from './id.js';

/** Turns an id that a list is filtered by into the key it holds, null where none is given; see {@link filterKey}. */
@Injectable()
export class IdFilterPipe implements PipeTransform<string | null | undefined, string | null> {
  constructor(
    private readonly type: NodeType,
    private readonly field: string,
  ) {}

  transform(value: string | null | undefined): string | null {
    return value == null ? null : filterKey(this.type, value, this.field);
  }
}
