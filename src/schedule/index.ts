export { Beats } from './beats.js';
export { ScheduleModule } from './schedule.module.js';
