import { readFileSync } from 'node:fs';

/** What a process has used since it began. */
export interface Usage {
  cpuSeconds: number;
  rssBytes: number;
  peakRssBytes: number;
}

/** Of this process. */
export function ownUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage.rss(), peakRssBytes: peakRssBytes() };
}

/** Processor seconds of any process; undefined where the system does not tell (anything but Linux). */
export function cpuSecondsOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100; // utime and stime, in hundredths of a second
  } catch {
    return undefined;
  }
}

/** Linux's own high-water mark: `maxRSS` begins with what the parent process had used when this one was forked. */
function peakRssBytes(): number {
  const maxRssBytes = process.resourceUsage().maxRSS * 1024;
  if (process.platform !== 'linux') return maxRssBytes;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return kilobytes === undefined ? maxRssBytes : Number(kilobytes) * 1024;
}
