import { Migration } from '@mikro-orm/migrations';

/** How far the scenario of each application is deployed. */
export class Migration20261126010000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists scenario_deployments (
        application_id varchar(26) collate ascii_bin not null,
        scenario_id varchar(20) collate ascii_bin null,
        rule_id varchar(20) collate ascii_bin null,
        sha256 varchar(64) collate ascii_bin null,
        platform_sha256 varchar(64) collate ascii_bin null,
        uploading_sha256 varchar(64) collate ascii_bin null,
        secrets_sha256 varchar(64) collate ascii_bin null,
        deployed_at datetime(3) null,
        primary key (application_id),
        constraint scenario_deployments_application_id_foreign foreign key (application_id) references applications (id) on update cascade on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
  }
}
