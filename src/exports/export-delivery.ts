import { Injectable, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Clock } from '../common/clock.js';
import { sendStream } from '../common/send-stream.js';
import { CallsExport } from './calls-export.js';
import type { ExportedCalls } from './export-links.js';

/** Sends the file of an export. */
@Injectable()
export class ExportDelivery {
  private readonly logger = new Logger(ExportDelivery.name);

  constructor(
    private readonly calls: CallsExport,
    private readonly clock: Clock,
  ) {}

  /** @throws as {@link CallsExport.open}; what fails later cuts the connection, and is told to the log alone */
  async deliver(exported: ExportedCalls, { method }: Request, response: Response): Promise<void> {
    const content = method === 'HEAD' ? null : await this.calls.open(exported);
    response.set({
      'Cache-Control': 'private, no-store', // it is full of people's numbers
      'Content-Disposition': `attachment; filename="${this.fileName()}"`,
      'Content-Type': 'text/csv; charset=utf-8',
    });
    if (content === null) {
      response.end();
      return;
    }
    try {
      await sendStream(content, response);
    } catch (error) {
      this.logger.error({ message: 'An export could not be sent to its end', err: error });
    }
  }

  /** E.g. `calls-2026-03-01T12-00-00Z.csv`: no file system refuses it, and nothing from outside is in it. */
  private fileName(): string {
    return `calls-${this.clock.now().toISOString().slice(0, 19).replaceAll(':', '-')}Z.csv`;
  }
}
