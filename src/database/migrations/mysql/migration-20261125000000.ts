import { Migration } from '@mikro-orm/migrations';

/** The first tables. Each statement can be repeated: MySQL commits at every one, so a migration may stop between two. */
export class Migration20261125000000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists workspaces (
        id varchar(26) collate ascii_bin not null,
        name varchar(200) not null,
        claim varchar(8) collate ascii_bin null,
        created_at datetime(3) not null,
        primary key (id),
        unique key workspaces_claim_unique (claim)
      ) default character set utf8mb4 engine = InnoDB
    `);
    this.addSql(`
      create table if not exists users (
        id varchar(26) collate ascii_bin not null,
        workspace_id varchar(26) collate ascii_bin not null,
        email varchar(254) not null,
        password_hash varchar(255) not null,
        role varchar(24) collate ascii_bin not null,
        created_at datetime(3) not null,
        primary key (id),
        index users_workspace_id_index (workspace_id),
        unique key users_email_unique (email),
        constraint users_workspace_id_foreign foreign key (workspace_id) references workspaces (id) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
    this.addSql(`
      create table if not exists api_keys (
        id varchar(26) collate ascii_bin not null,
        workspace_id varchar(26) collate ascii_bin not null,
        name varchar(200) not null,
        role varchar(24) collate ascii_bin not null,
        prefix varchar(16) not null,
        token_hash varchar(64) collate ascii_bin not null,
        created_at datetime(3) not null,
        last_used_at datetime(3) null,
        expires_at datetime(3) null,
        revoked_at datetime(3) null,
        primary key (id),
        index api_keys_workspace_id_index (workspace_id),
        unique key api_keys_token_hash_unique (token_hash),
        constraint api_keys_workspace_id_foreign foreign key (workspace_id) references workspaces (id) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
    this.addSql(`
      create table if not exists accounts (
        id varchar(26) collate ascii_bin not null,
        workspace_id varchar(26) collate ascii_bin not null,
        name varchar(200) not null,
        voximplant_account_id varchar(32) collate ascii_bin not null,
        voximplant_account_name varchar(200) null,
        credential_kind varchar(24) collate ascii_bin not null,
        credential_hint varchar(4) not null,
        credentials text not null,
        currency varchar(16) null,
        connection_state varchar(24) collate ascii_bin not null default 'unverified',
        connection_checked_at datetime(3) null,
        connection_error_code varchar(64) null,
        connection_error_message varchar(1000) null,
        connection_error_retryable tinyint(1) null,
        balance_nanos bigint null,
        created_at datetime(3) not null,
        updated_at datetime(3) not null,
        primary key (id),
        unique key accounts_workspace_id_voximplant_account_id_unique (workspace_id, voximplant_account_id),
        constraint accounts_workspace_id_foreign foreign key (workspace_id) references workspaces (id) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
    this.addSql(`
      create table if not exists applications (
        id varchar(26) collate ascii_bin not null,
        account_id varchar(26) collate ascii_bin not null,
        workspace_id varchar(26) collate ascii_bin not null,
        name varchar(200) not null,
        voximplant_application_id varchar(32) collate ascii_bin not null,
        eleven_labs_agent_id varchar(128) not null,
        eleven_labs_region varchar(24) collate ascii_bin not null,
        eleven_labs_api_key text not null,
        eleven_labs_api_key_hint varchar(4) not null,
        eleven_labs_webhook_secret text null,
        phone_number varchar(32) null,
        webhook_secret text not null,
        previous_webhook_secret text null,
        previous_webhook_secret_until datetime(3) null,
        sync_enabled tinyint(1) not null default true,
        sync_interval_minutes int not null default 15,
        sync_lookback_hours int not null default 48,
        sync_transcripts tinyint(1) not null default true,
        sync_audio tinyint(1) not null default true,
        recording_days int null,
        transcript_days int null,
        call_days int null,
        synced_through datetime(3) null,
        created_at datetime(3) not null,
        updated_at datetime(3) not null,
        primary key (id),
        index applications_workspace_id_index (workspace_id),
        unique key applications_account_id_voximplant_application_id_unique (account_id, voximplant_application_id),
        constraint applications_account_id_foreign foreign key (account_id) references accounts (id) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
    this.addSql(`
      create table if not exists calls (
        id varchar(26) collate ascii_bin not null,
        workspace_id varchar(26) collate ascii_bin not null,
        application_id varchar(26) collate ascii_bin not null,
        session_id bigint not null,
        direction varchar(24) collate ascii_bin not null,
        from_number varchar(255) null,
        to_number varchar(255) null,
        start_time datetime(3) not null,
        end_time datetime(3) null,
        duration_seconds int null,
        cost_nanos bigint null,
        records_cost_nanos bigint null,
        resources_cost_nanos bigint null,
        cost_currency varchar(16) null,
        status varchar(24) collate ascii_bin not null,
        status_reason varchar(255) null,
        custom_data varchar(255) null,
        record_url text null,
        conversation_id varchar(128) collate ascii_bin null,
        conversation_source varchar(24) collate ascii_bin null,
        conversation_tried_at datetime(3) null,
        transcript_state varchar(24) collate ascii_bin not null,
        transcript_reason varchar(500) null,
        transcript_tried_at datetime(3) null,
        recording_state varchar(24) collate ascii_bin not null,
        recording_reason varchar(500) null,
        recording_tried_at datetime(3) null,
        settled tinyint(1) not null,
        row_hash varchar(22) collate ascii_bin not null,
        created_at datetime(3) not null,
        updated_at datetime(3) not null,
        primary key (id),
        index calls_application_id_start_time_id_index (application_id, start_time, id),
        index calls_workspace_id_start_time_id_index (workspace_id, start_time, id),
        index calls_application_id_status_start_time_id_index (application_id, status, start_time, id),
        index calls_application_id_settled_start_time_index (application_id, settled, start_time),
        index calls_application_id_transcript_state_id_index (application_id, transcript_state, id),
        index calls_application_id_recording_state_id_index (application_id, recording_state, id),
        unique key calls_application_id_session_id_unique (application_id, session_id),
        constraint calls_application_id_foreign foreign key (application_id) references applications (id) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
    this.addSql(`
      create table if not exists call_legs (
        call_id varchar(26) collate ascii_bin not null,
        leg_id varchar(32) collate ascii_bin not null,
        \`position\` smallint not null,
        direction varchar(24) collate ascii_bin not null,
        local_number varchar(255) null,
        remote_number varchar(255) null,
        remote_number_type varchar(32) null,
        start_time datetime(3) not null,
        duration_seconds int null,
        cost_nanos bigint null,
        successful tinyint(1) not null,
        end_reason varchar(255) null,
        primary key (call_id, leg_id),
        constraint call_legs_call_id_foreign foreign key (call_id) references calls (id) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
    this.addSql(`
      create table if not exists sync_runs (
        id varchar(26) collate ascii_bin not null,
        workspace_id varchar(26) collate ascii_bin not null,
        application_id varchar(26) collate ascii_bin not null,
        call_id varchar(26) collate ascii_bin null,
        kind varchar(24) collate ascii_bin not null,
        \`trigger\` varchar(24) collate ascii_bin not null,
        status varchar(24) collate ascii_bin not null,
        phase varchar(24) collate ascii_bin null,
        from_time datetime(3) null,
        to_time datetime(3) null,
        ranged tinyint(1) not null,
        include_data tinyint(1) not null,
        live_key varchar(64) collate ascii_bin null,
        checkpoint text null,
        sequence int not null default 0,
        done int not null default 0,
        total int null,
        new_calls int not null default 0,
        updated_calls int not null default 0,
        unchanged_calls int not null default 0,
        transcripts_synced int not null default 0,
        audios_synced int not null default 0,
        skipped int not null default 0,
        failed int not null default 0,
        items_per_second double null,
        bytes_downloaded bigint not null,
        error_kind varchar(24) collate ascii_bin null,
        error_code varchar(64) null,
        error_message varchar(1000) null,
        error_retryable tinyint(1) null,
        attempt int not null default 0,
        lease_token varchar(26) collate ascii_bin null,
        lease_until datetime(3) null,
        resume_at datetime(3) null,
        created_at datetime(3) not null,
        started_at datetime(3) null,
        finished_at datetime(3) null,
        updated_at datetime(3) not null,
        primary key (id),
        index sync_runs_call_id_index (call_id),
        unique key sync_runs_live_key_unique (live_key),
        index sync_runs_application_id_id_index (application_id, id),
        index sync_runs_workspace_id_id_index (workspace_id, id),
        index sync_runs_status_lease_until_index (status, lease_until),
        constraint sync_runs_application_id_foreign foreign key (application_id) references applications (id) on delete cascade,
        constraint sync_runs_call_id_foreign foreign key (call_id) references calls (id) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
    this.addSql(`
      create table if not exists sync_failures (
        run_id varchar(26) collate ascii_bin not null,
        \`position\` int unsigned not null,
        call_id varchar(26) collate ascii_bin null,
        phase varchar(24) collate ascii_bin not null,
        code varchar(64) not null,
        message varchar(1000) not null,
        \`at\` datetime(3) not null,
        primary key (run_id, \`position\`),
        index sync_failures_call_id_index (call_id),
        constraint sync_failures_run_id_foreign foreign key (run_id) references sync_runs (id) on delete cascade,
        constraint sync_failures_call_id_foreign foreign key (call_id) references calls (id) on delete cascade
      ) default character set utf8mb4 engine = InnoDB
    `);
  }
}
