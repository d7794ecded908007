import { defineEntity, p } from '@mikro-orm/core';
import { Call } from '../calls/index.js';
import { asciiColumn, codeColumn, keyColumn } from '../common/columns.js';
import type { RecordingSource } from './recording.enums.js';

const RecordingSchema = defineEntity({
  name: 'Recording',
  tableName: 'recordings',
  properties: {
    call: () => p.manyToOne(Call).ref().index(false).primary().deleteRule('cascade'),
    workspaceId: keyColumn(),
    storageKey: asciiColumn(255), // where the storage keeps the file; another one for each version of it
    contentType: asciiColumn(64), // by what the bytes are
    byteSize: p.integer(),
    sha256: asciiColumn(64), // hex
    durationSeconds: p.double().nullable(), // where the bytes tell
    source: codeColumn<RecordingSource>(),
    storedAt: p.datetime(3),
  },
});

/** The sound of a call, whole in the storage: a row is written only after its file. */
export class Recording extends RecordingSchema.class {}
RecordingSchema.setClass(Recording);
