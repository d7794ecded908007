import { RepeatableMigration } from './repeatable-migration.js';

/** How its conversation was judged, beside the call, and indexes for what is asked of transcripts. */
export class Migration20261129020000 extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.alterUnlessColumn(
      'calls',
      'outcome',
      `
          add column outcome varchar(24) collate ascii_bin null after transcript_state,
          add index calls_application_id_by_transcript_index (application_id, transcript_state, start_time, id, outcome),
          add index calls_workspace_id_by_transcript_index (workspace_id, transcript_state, start_time, id, outcome)
      `,
    );
    await this.execute(
      'update calls join transcripts on transcripts.call_id = calls.id set calls.outcome = transcripts.outcome',
    );
  }
}
