import { defineEntity } from '@mikro-orm/core';
import { asciiColumn, keyColumn } from '../../common/columns.js';

const NumberPartSchema = defineEntity({
  name: 'NumberPart',
  tableName: 'number_parts',
  properties: {
    workspaceId: keyColumn().primary(),
    part: asciiColumn(9).primary(), // see common/number-key
    numberKey: asciiColumn(255).primary(),
  },
});

/** A part of a number that calls of the workspace have: what leads from a few digits to numbers, and from those to calls. */
export class NumberPart extends NumberPartSchema.class {}
NumberPartSchema.setClass(NumberPart);
