import { defineEntity, p } from '@mikro-orm/core';
import { Call } from '../call.entity.js';

const CallTextSchema = defineEntity({
  name: 'CallText',
  tableName: 'call_texts',
  uniques: [{ properties: ['call'] }],
  properties: {
    doc: p.integer().primary().autoincrement(), // four bytes in the table of words, where a call's key would take 26
    call: () => p.manyToOne(Call).ref().index(false).deleteRule('cascade'),
    words: p.text().columnType('longtext').collation('utf8mb4_bin'), // between blanks, messages parted by dots; see words.ts
  },
});

/** What was said in a call, as it is searched: without case, accents and punctuation. */
export class CallText extends CallTextSchema.class {}
CallTextSchema.setClass(CallText);
