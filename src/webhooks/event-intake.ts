import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { CallScope } from '../calls/index.js';
import { RecordingsService, UnusableAudioError } from '../recordings/index.js';
import { EventSplitter } from './event-splitter.js';
import { piecesOf } from './request-body.js';
import type { SignatureCheck } from './signature.js';

/** 100 MB of audio in base64, and what stands around it. */
const MOST_BYTES = 140_000_000;
/** Of all but the audio: far more than the longest conversation has. */
const MOST_JSON_BYTES = 10_000_000;

/** A body that has come in whole; its audio is in the storage, where nothing shows it. */
export interface TakenIn {
  json: Buffer;
  /** Null where there was no audio, or none that can be heard. */
  storageKey: string | null;
}

/**
 * Takes in bodies that may be as large as a recording, without holding them: the audio streams into the storage while it is
 * being signed for. Only at the end is it known whether the sender was right; until then nobody refers to it.
 */
@Injectable()
export class EventIntake {
  constructor(private readonly recordings: RecordingsService) {}

  /** @throws BadUserInputError where the body breaks off; HTTP 413 where it is too large; StorageError */
  async take(scope: CallScope, request: IncomingMessage, check: SignatureCheck): Promise<TakenIn> {
    const splitter = new EventSplitter(MOST_JSON_BYTES);
    const audio = audioOf(request, check, splitter);
    const first = await audio.next(); // a body without audio passes here as a whole
    let storageKey = first.done === true ? null : await this.store(scope, first.value, audio);
    if (storageKey !== null && !splitter.isWhole) {
      await this.discard(storageKey);
      storageKey = null;
    }
    return { json: splitter.json, storageKey };
  }

  /** What was taken in and is not to be kept. */
  discard(storageKey: string): Promise<void> {
    return this.recordings.discardReceived(storageKey);
  }

  private async store(scope: CallScope, first: Buffer, audio: AsyncGenerator<Buffer, void>): Promise<string | null> {
    let storageKey: string | null = null;
    try {
      storageKey = await this.recordings.receive(scope, Readable.from(startingWith(first, audio)));
    } catch (error) {
      if (!(error instanceof UnusableAudioError)) throw error;
    }
    // Of what cannot be heard the rest has to pass all the same: it is signed.
    for (let rest = await audio.next(); rest.done !== true;) rest = await audio.next();
    return storageKey;
  }
}

async function* audioOf(
  request: IncomingMessage,
  check: SignatureCheck,
  splitter: EventSplitter,
): AsyncGenerator<Buffer, void, undefined> {
  for await (const piece of piecesOf(request, MOST_BYTES)) {
    check.update(piece);
    yield* splitter.push(piece);
  }
}

/** Leaving it early does not end the source, of which the rest is still to be read. */
async function* startingWith(first: Buffer, source: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  yield first;
  for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
}
