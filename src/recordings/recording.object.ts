import { Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { CallObject } from '../calls/index.js';
import { DateTimeScalar } from '../common/graphql-scalars.js';
import type { Dialect } from '../database/index.js';
import { RecordingSource } from './recording.enums.js';
import type { RecordingTable } from './recording.table.js';

registerEnumType(RecordingSource, { name: 'RecordingSource', description: 'Which upstream the recording came from.' });

@ObjectType('Recording', { description: 'The sound of a call, stored here.' })
export class RecordingObject {
  @Field({ description: 'By what the bytes are, e.g. `audio/mpeg`.' }) contentType!: string;
  @Field(() => Int) byteSize!: number;
  @Field({ description: 'Of the whole file, in hex.' }) sha256!: string;
  @Field(() => Float, { nullable: true, description: 'Null where the file does not tell.' })
  durationSeconds!: number | null;
  @Field(() => RecordingSource) source!: RecordingSource;
  @Field(() => DateTimeScalar) storedAt!: Date;

  /** For the field resolvers; not part of the schema. */
  call!: CallObject;
}

export function toRecordingObject(row: RecordingTable, call: CallObject, dialect: Dialect): RecordingObject {
  return {
    call,
    contentType: row.content_type,
    byteSize: row.byte_size,
    sha256: row.sha256,
    durationSeconds: row.duration_seconds,
    source: row.source,
    storedAt: dialect.toDate(row.stored_at),
  };
}
