import { Injectable } from '@nestjs/common';
import { Audit, AuditAction, type AuditDeed, AuditTargetKind, givenFields } from '../audit/index.js';
import type { Viewer } from '../auth/index.js';
import { Clock } from '../common/clock.js';
import { BadUserInputError, ConflictError } from '../common/errors.js';
import { newId, notFound } from '../common/id.js';
import { isDuplicateKey } from '../database/index.js';
import { UpstreamError, type VoximplantApplication, type VoximplantCredentials } from '../upstream/index.js';
import { type Account, CredentialKind } from './account.entity.js';
import { AccountRemoval } from './account-removal.js';
import type { AddAccountInput, UpdateAccountInput } from './accounts.inputs.js';
import { AccountsRepository } from './accounts.repository.js';
import { accepted, type ConnectionOutcome, failed } from './connection-outcome.js';
import { type ConnectionFacts, ConnectionProbe } from './connection-probe.js';
import { credentialHint, StoredCredentials } from './stored-credentials.js';
import { toCredentials, type VoximplantCredentialsInput } from './voximplant-credentials.input.js';

/** What a sync has to know of an account. */
export interface SyncAccount {
  credentials: VoximplantCredentials;
  /** Of every cost; null while Voximplant has not told it. */
  currency: string | null;
}

/** The accounts of a workspace. The only place that sees stored Voximplant credentials. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly credentials: StoredCredentials,
    private readonly probe: ConnectionProbe,
    private readonly removal: AccountRemoval,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<Account[]> {
    return this.accounts.list(viewer.workspaceId);
  }

  find(viewer: Viewer, id: string): Promise<Account | null> {
    return this.accounts.find(viewer.workspaceId, id);
  }

  /** @throws NotFoundError if the workspace has no such account */
  async get(viewer: Viewer, id: string): Promise<Account> {
    return orNotFound(await this.accounts.find(viewer.workspaceId, id));
  }

  /** The accounts in the order of their ids, as a DataLoader wants them. */
  async inOrder(workspaceId: string, ids: readonly string[]): Promise<(Account | Error)[]> {
    const found = new Map((await this.accounts.findByIds(workspaceId, ids)).map((account) => [account.id, account]));
    return ids.map((id) => found.get(id) ?? notFound('Account'));
  }

  /**
   * Tries credentials out; saves nothing.
   * @throws UpstreamError if Voximplant refuses them, or cannot be asked
   */
  test(input: VoximplantCredentialsInput): Promise<ConnectionFacts> {
    return this.probe.test(toCredentials(input));
  }

  /**
   * Tries the credentials out, and saves the account where Voximplant accepts them.
   * @throws UpstreamError if it does not, or cannot be asked
   * @throws ConflictError if the workspace has an account with this Voximplant id
   */
  async add(viewer: Viewer, { name, credentials: input }: AddAccountInput): Promise<Account> {
    const credentials = toCredentials(input);
    const facts = await this.probe.test(credentials);
    const id = newId();
    try {
      const columns = this.toColumns(id, credentials, facts);
      const account = { id, name, voximplantAccountId: credentials.accountId, ...columns };
      return await this.accounts.add(viewer.workspaceId, account, (trx) =>
        this.audit.note(trx, viewer, deedTo(account, AuditAction.ACCOUNT_ADDED)),
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw accountTaken(error);
      throw error;
    }
  }

  /**
   * New credentials are tried out first, and nothing is saved where Voximplant refuses them.
   * @throws NotFoundError; UpstreamError if Voximplant refuses the credentials, or cannot be asked
   * @throws BadUserInputError for credentials of another Voximplant account: the calls here are those of the old one
   */
  async update(viewer: Viewer, id: string, { id: _, ...given }: UpdateAccountInput): Promise<Account> {
    const { name, credentials: input } = given;
    const account = await this.get(viewer, id);
    const changes = { ...(name != null && { name }), ...(input != null && (await this.renewed(account, input))) };
    if (Object.keys(changes).length === 0) return account;
    const updatedAt = this.clock.now();
    const deed = deedTo({ ...account, ...changes, id }, AuditAction.ACCOUNT_UPDATED, { fields: givenFields(given) });
    const updated = await this.accounts.update(viewer.workspaceId, id, { ...changes, updatedAt }, (trx) =>
      this.audit.note(trx, viewer, deed),
    );
    return orNotFound(updated);
  }

  /**
   * Tries the saved credentials out again, and stores how it went, whatever that is.
   * @throws NotFoundError
   */
  async verify(viewer: Viewer, id: string): Promise<Account> {
    const account = await this.get(viewer, id);
    const outcome = await this.outcomeOf(this.credentials.open(account));
    const deed = deedTo(account, AuditAction.ACCOUNT_VERIFIED, { connection: outcome.connectionState.toUpperCase() });
    await this.accounts.noteVerification(id, account.credentials, outcome, (trx) => this.audit.note(trx, viewer, deed));
    return orNotFound(await this.accounts.reload(viewer.workspaceId, id));
  }

  /**
   * Removes the account with everything that came from it.
   * @throws NotFoundError
   */
  async remove(viewer: Viewer, id: string): Promise<void> {
    const account = await this.get(viewer, id);
    await this.removal.prepare(id, viewer);
    await this.accounts.remove(viewer.workspaceId, id, (trx) =>
      this.audit.note(trx, viewer, deedTo(account, AuditAction.ACCOUNT_REMOVED)),
    );
  }

  /**
   * The applications that the account has at Voximplant.
   * @throws UpstreamError
   */
  applicationsAtVoximplant(account: Account): Promise<VoximplantApplication[]> {
    return this.probe.applications(this.credentials.open(account));
  }

  /**
   * For work that the server itself has begun: bound to no workspace.
   * @throws NotFoundError if the account was removed meanwhile
   */
  async forSync(accountId: string): Promise<SyncAccount> {
    const account = orNotFound(await this.accounts.findForWork(accountId));
    return { credentials: this.credentials.open(account), currency: account.currency ?? null };
  }

  /** A sync was refused: the account shows it, without anybody testing it. Nothing happens if it is gone. */
  async noteRefusal({ id }: Pick<Account, 'id'>, error: UpstreamError): Promise<void> {
    const account = await this.accounts.findForWork(id);
    if (account !== null) await this.accounts.noteOutcome(id, account.credentials, failed(error, this.clock.now()));
  }

  private async renewed(account: Account, input: VoximplantCredentialsInput) {
    const credentials = toCredentials(input);
    if (credentials.accountId !== account.voximplantAccountId) throw otherAccount(account);
    return this.toColumns(account.id, credentials, await this.probe.test(credentials));
  }

  private toColumns(id: string, credentials: VoximplantCredentials, facts: ConnectionFacts) {
    return {
      credentialKind: CredentialKind[credentials.kind],
      credentialHint: credentialHint(credentials),
      credentials: this.credentials.seal(id, credentials),
      ...accepted(facts, this.clock.now()),
    };
  }

  private async outcomeOf(credentials: VoximplantCredentials): Promise<ConnectionOutcome> {
    try {
      return accepted(await this.probe.test(credentials), this.clock.now());
    } catch (error) {
      if (error instanceof UpstreamError) return failed(error, this.clock.now());
      throw error;
    }
  }
}

function deedTo(
  { id, name }: Pick<Account, 'id' | 'name'>,
  action: AuditAction,
  details?: AuditDeed['details'],
): AuditDeed {
  return { action, target: { kind: AuditTargetKind.ACCOUNT, id, name }, details };
}

function orNotFound(account: Account | null): Account {
  if (account === null) throw notFound('Account');
  return account;
}

function accountTaken(cause: unknown): ConflictError {
  const message = 'The workspace has this Voximplant account already';
  return new ConflictError(message, { fields: { 'credentials.accountId': [message] } }, { cause });
}

function otherAccount({ voximplantAccountId }: Account): BadUserInputError {
  const message =
    `accountId has to be ${voximplantAccountId}: the calls here belong to that Voximplant account. ` +
    'Add another account for other credentials';
  return new BadUserInputError({ 'credentials.accountId': [message] });
}
