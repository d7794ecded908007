import { defineEntity, p } from '@mikro-orm/core';
import { asciiColumn } from '../common/columns.js';

const BeatSchema = defineEntity({
  name: 'Beat',
  tableName: 'beats',
  properties: {
    name: asciiColumn(64).primary(),
    dueAt: p.datetime(3), // by the database's clock
  },
});

/** When a piece of scheduled work is due next, for all processes together. */
export class Beat extends BeatSchema.class {}
BeatSchema.setClass(Beat);
