import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { Env } from '../config/index.js';
import { logFacts } from './log-context.js';
import { redact, redactText } from './redact.js';

/** From the least to the most. */
const LEVELS: LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];

/** What the framework tells about its own start: nobody needs it until something is wrong there. */
const FRAMEWORK_CONTEXTS = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
  'GraphQLModule',
]);

/** Where the framework logs what keeps it from starting; it throws that too, and whoever starts it tells. */
const THROWN_TOO = 'ExceptionHandler';

export interface AppLoggerOptions {
  level: Env['LOG_LEVEL'];
  format: Env['LOG_FORMAT'];
  /** Where the lines go; both of the process's streams by default. */
  write?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
}

interface LogRecord {
  timestamp: string;
  level: string;
  context?: string;
  message: string;
  [fact: string]: unknown;
}

/**
 * What the whole process logs through. One line for each message, as JSON or for the eye, with the facts of the request
 * or run that it belongs to. Nothing leaves it without having been redacted.
 *
 *     logger.log({ message: 'Run finished', runId, durationMs });
 *     logger.error({ message: 'Run failed', runId, err: error });
 */
export class AppLogger extends ConsoleLogger {
  private readonly format: Env['LOG_FORMAT'];
  private readonly write: NonNullable<AppLoggerOptions['write']>;

  constructor({ level, format, write = writeToProcess }: AppLoggerOptions) {
    super({ logLevels: levelsUpTo(level), json: format === 'json', colors: false });
    this.format = format;
    this.write = write;
  }

  protected override printMessages(
    messages: unknown[],
    context = '',
    level: LogLevel = 'log',
    stream: 'stdout' | 'stderr' = 'stdout',
    stack?: unknown,
    params?: Record<string, unknown>,
  ): void {
    if (this.isNoise(context, level)) return;
    const own = {
      timestamp: new Date().toISOString(),
      level: level === 'log' ? 'info' : level,
      ...(context === '' ? {} : { context: redactText(context) }),
    };
    const facts = { ...(redact({ ...logFacts(), ...params }) as object), ...collect(messages) };
    // Twice, so that what is its own comes first and no fact of the same name takes its place.
    const record: LogRecord = { ...own, ...facts, ...own };
    if (typeof stack === 'string') record.stack = redactText(stack);
    this.write(this.format === 'json' ? JSON.stringify(record) : toText(record), stream);
  }

  private isNoise(context: string, level: LogLevel): boolean {
    if (context === THROWN_TOO) return true;
    return level === 'log' && FRAMEWORK_CONTEXTS.has(context) && !this.isLevelEnabled('debug');
  }

  /** The stack is in the record already. */
  protected override printStackTrace(): void {}
}

function levelsUpTo(level: Env['LOG_LEVEL']): LogLevel[] {
  return LEVELS.slice(0, LEVELS.indexOf(level === 'info' ? 'log' : level) + 1);
}

/** One record of all that was handed over: texts make the message, errors and objects the facts. */
function collect(messages: unknown[]): { message: string } & Record<string, unknown> {
  const texts: string[] = [];
  const facts: Record<string, unknown> = {};
  for (const message of messages) {
    const value = typeof message === 'function' ? String(message.name) : message;
    if (value instanceof Error) {
      texts.push(redactText(value.message));
      facts.err = redact(value);
    } else if (typeof value === 'object' && value !== null) {
      const { message: text, ...rest } = redact(value) as Record<string, unknown>;
      if (typeof text === 'string') texts.push(text);
      Object.assign(facts, rest);
    } else {
      texts.push(redactText(String(value)));
    }
  }
  return { message: texts.join(' '), ...facts };
}

function toText({ timestamp, level, context, message, stack, err, ...facts }: LogRecord): string {
  const shown = Object.entries(facts).filter(([, value]) => value !== undefined);
  const line = [timestamp, level.toUpperCase().padEnd(7), context === undefined ? '' : `[${context}]`, message];
  line.push(...shown.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`));
  const details = [stack, ...stacksOf(err)].filter((text) => typeof text === 'string');
  // What came from outside begins no line of its own, in which it could pass for another message.
  const oneLine = line
    .filter((part) => part !== '')
    .join(' ')
    .replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ');
  return [oneLine, ...details].join('\n');
}

/** The stacks of an error that was redacted, and of its causes. */
function stacksOf(err: unknown): string[] {
  if (typeof err !== 'object' || err === null) return err === undefined ? [] : [JSON.stringify(err)];
  const { stack, name, message, cause } = err as Record<string, unknown>;
  const own = typeof stack === 'string' ? stack : `${String(name)}: ${String(message)}`;
  return [own, ...stacksOf(cause).map((text) => `caused by ${text}`)];
}

function writeToProcess(line: string, stream: 'stdout' | 'stderr'): void {
  process[stream].write(`${line}\n`);
}
