import { Migration } from '@mikro-orm/migrations';

/** How far the scenario of each application is deployed. */
export class Migration20261126010000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists scenario_deployments (
        application_id text not null primary key,
        scenario_id text null,
        rule_id text null,
        sha256 text null,
        platform_sha256 text null,
        uploading_sha256 text null,
        secrets_sha256 text null,
        deployed_at datetime null,
        constraint scenario_deployments_application_id_foreign foreign key (application_id) references applications (id) on update cascade on delete cascade
      )
    `);
  }
}
