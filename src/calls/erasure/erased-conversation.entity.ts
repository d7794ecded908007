import { defineEntity, p } from '@mikro-orm/core';
import { Application } from '../../applications/index.js';
import { asciiColumn } from '../../common/columns.js';

const ErasedConversationSchema = defineEntity({
  name: 'ErasedConversation',
  tableName: 'erased_conversations',
  properties: {
    application: () => p.manyToOne(Application).ref().index(false).primary().deleteRule('cascade'),
    conversationHash: asciiColumn(43).primary(), // SHA-256 of the id in base64url, from which nobody gets the id
  },
});

/** That a conversation belonged to a call that was erased: it is nobody else's, however well it fits. */
export class ErasedConversation extends ErasedConversationSchema.class {}
ErasedConversationSchema.setClass(ErasedConversation);
