import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ApplicationsService } from '../applications/index.js';
import { Audit, AuditAction, AuditTargetKind, givenFields } from '../audit/index.js';
import type { Viewer } from '../auth/index.js';
import { type CallFilterInput, CallsService, type ListedCall, toCallObject } from '../calls/index.js';
import { Db, Dialect } from '../database/index.js';
import { TranscriptsService } from '../transcripts/index.js';
import { cellsOf, COLUMN_NAMES, type ExportedCall } from './call-columns.js';
import { csvPart } from './csv.js';
import { type ExportedCalls, ExportLinks } from './export-links.js';

/** What is in memory of an export, however many calls there are. */
const CALLS_A_PAGE = 500;

/** Calls as a CSV file: exactly those that a list with the same filter shows, in its order. */
@Injectable()
export class CallsExport {
  constructor(
    private readonly calls: CallsService,
    private readonly applications: ApplicationsService,
    private readonly transcripts: TranscriptsService,
    private readonly links: ExportLinks,
    private readonly dialect: Dialect,
    private readonly audit: Audit,
    private readonly db: Db,
  ) {}

  /** @throws BadUserInputError as the list does for the same filter, or if it is longer than links are */
  async link(viewer: Viewer, filter: CallFilterInput | null): Promise<{ url: string; expiresAt: Date }> {
    await this.calls.list(viewer, { filter, first: 1 });
    const { workspaceId } = viewer;
    const link = this.links.create({ workspaceId, filter });
    await this.audit.note(this.db.kysely(), viewer, {
      action: AuditAction.CALLS_EXPORTED,
      target: { kind: AuditTargetKind.WORKSPACE, id: workspaceId },
      details: { filter: givenFields(filter) }, // without values: they hold numbers of people
    });
    return link;
  }

  /**
   * The file, read from the database as it is taken.
   * @throws whatever the database fails with at the first page: before the answer begins, as nothing could be said afterwards
   */
  async open({ workspaceId, filter }: ExportedCalls): Promise<Readable> {
    const pages = this.calls.walk(workspaceId, filter, CALLS_A_PAGE);
    const first = await this.read(workspaceId, (await pages.next()).value ?? []);
    return Readable.from(this.parts(workspaceId, first, pages), { objectMode: false });
  }

  private async *parts(
    workspaceId: string,
    first: readonly ExportedCall[],
    others: AsyncIterable<ListedCall[]>,
  ): AsyncGenerator<string, void, undefined> {
    yield csvPart(first.map(cellsOf), COLUMN_NAMES);
    for await (const page of others) {
      yield csvPart((await this.read(workspaceId, page)).map(cellsOf));
      await setImmediate(); // SQLite works in this process: a client as fast as it is would keep it from everything else
    }
  }

  /** Adds to the calls of a page what other modules know of them. */
  private async read(workspaceId: string, page: readonly ListedCall[]): Promise<ExportedCall[]> {
    if (page.length === 0) return [];
    const applicationIds = new Set(page.map((row) => row.application_id));
    const [names, conclusions] = await Promise.all([
      this.applications.namesOf(workspaceId, [...applicationIds]),
      this.transcripts.conclusionsOf(
        workspaceId,
        page.map(({ id }) => id),
      ),
    ]);
    return page.map((row) => ({
      call: toCallObject(row, this.dialect),
      applicationName: names.get(row.application_id) ?? null,
      conclusion: conclusions.get(row.id) ?? null,
    }));
  }
}
