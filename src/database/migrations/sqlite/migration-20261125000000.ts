import { Migration } from '@mikro-orm/migrations';

/** The first tables. */
export class Migration20261125000000 extends Migration {
  override up(): void {
    this.addSql(`
      create table workspaces (
        id text not null primary key,
        name text not null,
        claim text null,
        created_at datetime not null
      )
    `);
    this.addSql(`create unique index workspaces_claim_unique on workspaces (claim)`);
    this.addSql(`
      create table users (
        id text not null primary key,
        workspace_id text not null,
        email text not null,
        password_hash text not null,
        role text not null,
        created_at datetime not null,
        constraint users_workspace_id_foreign foreign key (workspace_id) references workspaces (id) on delete cascade
      )
    `);
    this.addSql(`create index users_workspace_id_index on users (workspace_id)`);
    this.addSql(`create unique index users_email_unique on users (email)`);
    this.addSql(`
      create table api_keys (
        id text not null primary key,
        workspace_id text not null,
        name text not null,
        role text not null,
        prefix text not null,
        token_hash text not null,
        created_at datetime not null,
        last_used_at datetime null,
        expires_at datetime null,
        revoked_at datetime null,
        constraint api_keys_workspace_id_foreign foreign key (workspace_id) references workspaces (id) on delete cascade
      )
    `);
    this.addSql(`create index api_keys_workspace_id_index on api_keys (workspace_id)`);
    this.addSql(`create unique index api_keys_token_hash_unique on api_keys (token_hash)`);
    this.addSql(`
      create table accounts (
        id text not null primary key,
        workspace_id text not null,
        name text not null,
        voximplant_account_id text not null,
        voximplant_account_name text null,
        credential_kind text not null,
        credential_hint text not null,
        credentials text not null,
        currency text null,
        connection_state text not null default 'unverified',
        connection_checked_at datetime null,
        connection_error_code text null,
        connection_error_message text null,
        connection_error_retryable integer null,
        balance_nanos bigint null,
        created_at datetime not null,
        updated_at datetime not null,
        constraint accounts_workspace_id_foreign foreign key (workspace_id) references workspaces (id) on delete cascade
      )
    `);
    this.addSql(
      `create unique index accounts_workspace_id_voximplant_account_id_unique on accounts (workspace_id, voximplant_account_id)`,
    );
    this.addSql(`
      create table applications (
        id text not null primary key,
        account_id text not null,
        workspace_id text not null,
        name text not null,
        voximplant_application_id text not null,
        eleven_labs_agent_id text not null,
        eleven_labs_region text not null,
        eleven_labs_api_key text not null,
        eleven_labs_api_key_hint text not null,
        eleven_labs_webhook_secret text null,
        phone_number text null,
        webhook_secret text not null,
        previous_webhook_secret text null,
        previous_webhook_secret_until datetime null,
        sync_enabled integer not null default true,
        sync_interval_minutes integer not null default 15,
        sync_lookback_hours integer not null default 48,
        sync_transcripts integer not null default true,
        sync_audio integer not null default true,
        recording_days integer null,
        transcript_days integer null,
        call_days integer null,
        synced_through datetime null,
        created_at datetime not null,
        updated_at datetime not null,
        constraint applications_account_id_foreign foreign key (account_id) references accounts (id) on delete cascade
      )
    `);
    this.addSql(`create index applications_workspace_id_index on applications (workspace_id)`);
    this.addSql(
      `create unique index applications_account_id_voximplant_application_id_unique on applications (account_id, voximplant_application_id)`,
    );
    this.addSql(`
      create table calls (
        id text not null primary key,
        workspace_id text not null,
        application_id text not null,
        session_id bigint not null,
        direction text not null,
        from_number text null,
        to_number text null,
        start_time datetime not null,
        end_time datetime null,
        duration_seconds integer null,
        cost_nanos bigint null,
        records_cost_nanos bigint null,
        resources_cost_nanos bigint null,
        cost_currency text null,
        status text not null,
        status_reason text null,
        custom_data text null,
        record_url text null,
        conversation_id text null,
        conversation_source text null,
        conversation_tried_at datetime null,
        transcript_state text not null,
        transcript_reason text null,
        transcript_tried_at datetime null,
        recording_state text not null,
        recording_reason text null,
        recording_tried_at datetime null,
        settled integer not null,
        row_hash text not null,
        created_at datetime not null,
        updated_at datetime not null,
        constraint calls_application_id_foreign foreign key (application_id) references applications (id) on delete cascade
      )
    `);
    this.addSql(`create index calls_application_id_start_time_id_index on calls (application_id, start_time, id)`);
    this.addSql(`create index calls_workspace_id_start_time_id_index on calls (workspace_id, start_time, id)`);
    this.addSql(
      `create index calls_application_id_status_start_time_id_index on calls (application_id, status, start_time, id)`,
    );
    this.addSql(
      `create index calls_application_id_settled_start_time_index on calls (application_id, settled, start_time)`,
    );
    this.addSql(
      `create index calls_application_id_transcript_state_id_index on calls (application_id, transcript_state, id)`,
    );
    this.addSql(
      `create index calls_application_id_recording_state_id_index on calls (application_id, recording_state, id)`,
    );
    this.addSql(`create unique index calls_application_id_session_id_unique on calls (application_id, session_id)`);
    this.addSql(`
      create table call_legs (
        call_id text not null,
        leg_id text not null,
        \`position\` integer not null,
        direction text not null,
        local_number text null,
        remote_number text null,
        remote_number_type text null,
        start_time datetime not null,
        duration_seconds integer null,
        cost_nanos bigint null,
        successful integer not null,
        end_reason text null,
        primary key (call_id, leg_id),
        constraint call_legs_call_id_foreign foreign key (call_id) references calls (id) on delete cascade
      )
    `);
    this.addSql(`
      create table sync_runs (
        id text not null primary key,
        workspace_id text not null,
        application_id text not null,
        call_id text null,
        kind text not null,
        \`trigger\` text not null,
        status text not null,
        phase text null,
        from_time datetime null,
        to_time datetime null,
        ranged integer not null,
        include_data integer not null,
        live_key text null,
        checkpoint text null,
        sequence integer not null default 0,
        done integer not null default 0,
        total integer null,
        new_calls integer not null default 0,
        updated_calls integer not null default 0,
        unchanged_calls integer not null default 0,
        transcripts_synced integer not null default 0,
        audios_synced integer not null default 0,
        skipped integer not null default 0,
        failed integer not null default 0,
        items_per_second double null,
        bytes_downloaded bigint not null,
        error_kind text null,
        error_code text null,
        error_message text null,
        error_retryable integer null,
        attempt integer not null default 0,
        lease_token text null,
        lease_until datetime null,
        resume_at datetime null,
        created_at datetime not null,
        started_at datetime null,
        finished_at datetime null,
        updated_at datetime not null,
        constraint sync_runs_application_id_foreign foreign key (application_id) references applications (id) on delete cascade,
        constraint sync_runs_call_id_foreign foreign key (call_id) references calls (id) on delete cascade
      )
    `);
    this.addSql(`create index sync_runs_call_id_index on sync_runs (call_id)`);
    this.addSql(`create unique index sync_runs_live_key_unique on sync_runs (live_key)`);
    this.addSql(`create index sync_runs_application_id_id_index on sync_runs (application_id, id)`);
    this.addSql(`create index sync_runs_workspace_id_id_index on sync_runs (workspace_id, id)`);
    this.addSql(`create index sync_runs_status_lease_until_index on sync_runs (status, lease_until)`);
    this.addSql(`
      create table sync_failures (
        run_id text not null,
        \`position\` integer not null,
        call_id text null,
        phase text not null,
        code text not null,
        message text not null,
        \`at\` datetime not null,
        primary key (run_id, \`position\`),
        constraint sync_failures_run_id_foreign foreign key (run_id) references sync_runs (id) on delete cascade,
        constraint sync_failures_call_id_foreign foreign key (call_id) references calls (id) on delete cascade
      )
    `);
    this.addSql(`create index sync_failures_call_id_index on sync_failures (call_id)`);
  }
}
