import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/index.js';
import { CallsModule } from '../calls/index.js';
import { RecordingsModule } from '../recordings/index.js';
import { Inbox } from './inbox.js';
import { InboxClearance } from './inbox-clearance.js';

/** What was received, for those who receive and those who process. */
@Module({
  imports: [ApplicationsModule, CallsModule, RecordingsModule],
  providers: [Inbox, InboxClearance],
  exports: [Inbox, InboxClearance],
})
export class InboxModule {}
