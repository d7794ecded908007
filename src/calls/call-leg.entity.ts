import { defineEntity, p } from '@mikro-orm/core';
import { asciiColumn, codeColumn } from '../common/columns.js';
import { Call } from './call.entity.js';
import { type CallDirection } from './call.enums.js';

const CallLegSchema = defineEntity({
  name: 'CallLeg',
  tableName: 'call_legs',
  properties: {
    call: () => p.manyToOne(Call).ref().index(false).primary().deleteRule('cascade'),
    legId: asciiColumn(32).primary(),
    position: p.smallint(), // the order in which Voximplant lists them
    direction: codeColumn<CallDirection>(),
    localNumber: p.string().length(255).nullable(),
    remoteNumber: p.string().length(255).nullable(),
    remoteNumberType: p.string().length(32).nullable(),
    startTime: p.datetime(3),
    durationSeconds: p.integer().nullable(),
    costNanos: p.bigint('bigint').nullable(),
    successful: p.boolean(),
    endReason: p.string().length(255).nullable(),
  },
});

/** One leg of a call: the connection between the platform and one far side. */
export class CallLeg extends CallLegSchema.class {}
CallLegSchema.setClass(CallLeg);
