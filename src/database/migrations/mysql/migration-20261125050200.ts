import { Migration } from '@mikro-orm/migrations';
import { backFillTexts } from '../back-fill-texts.js';

/** Makes the transcripts that are there findable. */
export class Migration20261125050200 extends Migration {
  override up(): Promise<void> {
    return backFillTexts((sql, params) => this.execute(sql, params));
  }
}
