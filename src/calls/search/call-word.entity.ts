import { defineEntity, p } from '@mikro-orm/core';
import { CallText } from './call-text.entity.js';

const CallWordSchema = defineEntity({
  name: 'CallWord',
  tableName: 'call_words',
  indexes: [{ properties: ['text', 'word'] }], // to delete what a text had
  properties: {
    word: p.bigint('number').primary(), // see wordKey
    text: () => p.manyToOne(CallText).ref().index(false).primary().fieldName('doc').deleteRule('cascade'),
  },
});

/** That a word was said in a call: the index of the search. */
export class CallWord extends CallWordSchema.class {}
CallWordSchema.setClass(CallWord);
