import { Module } from '@nestjs/common';
import { ScheduleModule as NestScheduleModule } from '@nestjs/schedule';
import { Beats } from './beats.js';

/** Work at set times, done by one process of all. */
@Module({
  imports: [NestScheduleModule.forRoot()],
  providers: [Beats],
  exports: [Beats],
})
export class ScheduleModule {}
