import { Migration } from '@mikro-orm/migrations';

/** How its conversation was judged, beside the call, and indexes for what is asked of transcripts. */
export class Migration20261129020000 extends Migration {
  override async up(): Promise<void> {
    await this.execute('alter table calls add column outcome text null');
    await this.execute(
      'update calls set outcome = transcripts.outcome from transcripts where transcripts.call_id = calls.id',
    );
    for (const owner of ['application_id', 'workspace_id']) {
      const columns = `${owner}, transcript_state, start_time, id, outcome`;
      await this.execute(`create index calls_${owner}_by_transcript_index on calls (${columns})`);
    }
  }
}
