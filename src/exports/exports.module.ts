import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/index.js';
import { CallsModule } from '../calls/index.js';
import { TranscriptsModule } from '../transcripts/index.js';
import { CallsExport } from './calls-export.js';
import { ExportDelivery } from './export-delivery.js';
import { ExportLinks } from './export-links.js';
import { ExportsController } from './exports.controller.js';
import { ExportsResolver } from './exports.resolver.js';

/** Calls as a file, under signed links: for processes that serve. */
@Module({
  imports: [ApplicationsModule, CallsModule, TranscriptsModule],
  controllers: [ExportsController],
  providers: [CallsExport, ExportDelivery, ExportLinks, ExportsResolver],
})
export class ExportsModule {}
