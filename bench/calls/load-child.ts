import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { serveParent } from '../child.js';
import type { Latencies, Load, Pace, Shot } from './shots.js';

/** Asks as fast as it is answered, or at a pace, and does little else: what it costs is told beside what it measures. */
async function ask(agent: Agent, { url, method, headers, body, bytes }: Shot): Promise<void> {
  const answer = await request(url, { dispatcher: agent, method, headers, body });
  const found = (await answer.body.arrayBuffer()).byteLength;
  if (answer.statusCode !== 200 || (bytes !== null && bytes !== found)) {
    throw new Error(`${url} answered ${answer.statusCode} with ${found} bytes`);
  }
}

/** As many askers as there are connections, each of which asks again once it is answered. */
async function load({ shots, connections, seconds, fewest = 0 }: Load): Promise<Latencies> {
  const agent = new Agent({ connections, pipelining: 1 });
  const latencies: number[] = [];
  const begunAt = performance.now();
  const until = begunAt + seconds * 1000;
  let asked = 0;
  const keepAsking = async () => {
    while (performance.now() < until || asked < fewest) {
      const shot = shots[asked++ % shots.length];
      const askedAt = performance.now();
      if (shot !== undefined) await ask(agent, shot);
      latencies.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, keepAsking));
  const result = summary(latencies, performance.now() - begunAt);
  await agent.close();
  return result;
}

/** Each is measured from when it was due, so that one that has to wait counts in full. */
async function pace({ shots, perSecond, seconds }: Pace): Promise<Latencies> {
  const agent = new Agent({ connections: 64, pipelining: 1 });
  const latencies: number[] = [];
  const begunAt = performance.now();
  const asking: Promise<void>[] = [];
  for (let at = 0; at < perSecond * seconds; at += 1) {
    const dueAt = begunAt + (at / perSecond) * 1000;
    const wait = dueAt - performance.now();
    if (wait > 0) await sleep(wait);
    const shot = shots[at % shots.length];
    const askedAt = Math.max(dueAt, performance.now() - 1); // a timer is a millisecond late at times
    if (shot !== undefined) asking.push(ask(agent, shot).then(() => void latencies.push(performance.now() - askedAt)));
  }
  await Promise.all(asking);
  const result = summary(latencies, performance.now() - begunAt);
  await agent.close();
  return result;
}

function summary(latencies: number[], ms: number): Latencies {
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { answers: latencies.length, seconds: ms / 1000, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

serveParent({}, () => Promise.resolve(), { load, pace });
