import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readCopy, readDockerfile, textsOf } from '../scripts/dockerfile.mjs';
import { SETTINGS } from '../src/config/env.js';

const ROOT = join(import.meta.dirname, '..');
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');

interface Service {
  image?: string;
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  ports?: string[];
  volumes?: string[];
}

const stages = readDockerfile(join(ROOT, 'Dockerfile'));
const image = stages.at(-1)!;

describe('the Dockerfile', () => {
  it('copies nothing that is not there', () => {
    const copies = stages.flatMap((stage) => textsOf(stage, 'COPY').map(readCopy));
    const ownFiles = copies.filter(({ from }) => from === undefined).flatMap(({ sources }) => sources);
    const names = new Set(stages.map(({ name }) => name));

    expect(ownFiles.filter((source) => !existsSync(join(ROOT, source)))).toEqual([]);
    expect(copies.filter(({ from }) => from !== undefined && !names.has(from))).toEqual([]);
  });

  it('sets only what is a setting, and does not run as root', () => {
    const set = textsOf(image, 'ENV').flatMap((text) => text.split(/\s+/).map((pair) => pair.split('=')[0]));

    expect(set.filter((name) => ![...SETTINGS, 'NODE_ENV'].includes(name ?? ''))).toEqual([]);
    expect(textsOf(image, 'USER')).toEqual(['node']);
  });

  it('has the Node that the packages are for', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: { node: string } };

    expect(new Set(stages.map(({ image: name }) => name))).toEqual(
      new Set([`node:${devDependencies.node.split('.')[0]}-slim`]),
    );
  });

  it('does not send secrets and local files to whoever builds it', () => {
    const ignored = read('.dockerignore').split('\n');

    expect(ignored).toEqual(
      expect.arrayContaining(['.git', '**/.env', '**/*.env', 'data', 'recordings', '**/node_modules']),
    );
  });
});

describe('compose.yaml', () => {
  const { services, volumes } = parse(read('compose.yaml'), { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
  };
  const ours = [services.web!, services.worker!];

  it('gives the processes settings that there are', () => {
    const names = ours.flatMap(({ environment }) => Object.keys(environment ?? {}));

    expect(names).toEqual(expect.arrayContaining(['PROCESS_ROLE', 'ENCRYPTION_KEY', 'DATABASE_URL', 'REDIS_URL']));
    expect(names.filter((name) => !SETTINGS.includes(name))).toEqual([]);
  });

  it('has no password in it, and does not start where one is missing', () => {
    const used = [...read('compose.yaml').matchAll(/\$\{(\w+)(:\?[^}]+)?\}/g)];
    const asked = read('compose.env.example').matchAll(/^(\w+)=(.*)$/gm);
    const secrets = Object.values(services).flatMap(({ environment }) =>
      Object.entries(environment ?? {}).filter(([name]) => /_PASSWORD$|_KEY$|_SECRET$/.test(name)),
    );

    expect(used.filter(([, , refusal]) => refusal === undefined)).toEqual([]);
    expect(new Set(used.map(([, name]) => name))).toEqual(new Set([...asked].map(([, name]) => name)));
    expect(read('compose.env.example').match(/^\w+=.+$/gm)).toBeNull();
    expect(secrets.filter(([name, value]) => !value.startsWith('${') && name !== 'MYSQL_RANDOM_ROOT_PASSWORD')).toEqual(
      [],
    );
  });

  it('starts ours once those that they need are healthy', () => {
    for (const { depends_on: needed } of ours) {
      expect(needed).toEqual({ mysql: { condition: 'service_healthy' }, redis: { condition: 'service_healthy' } });
    }
    for (const name of ['mysql', 'redis']) expect(services[name]?.healthcheck?.test.length).toBeGreaterThan(1);
  });

  it('is open to this machine alone, and keeps its data in volumes', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    const used = Object.values(services).flatMap((service) => service.volumes ?? []);

    expect(ports).toEqual(['127.0.0.1:3000:3000']);
    expect(new Set(used.map((volume) => volume.split(':')[0]))).toEqual(new Set(Object.keys(volumes)));
  });
});
