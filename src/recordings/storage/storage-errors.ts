import { DomainError } from '../../common/errors.js';

export type UnusableAudioReason = 'NOT_AUDIO' | 'EMPTY_AUDIO' | 'AUDIO_TOO_LARGE';

const UNUSABLE: Record<UnusableAudioReason, string> = {
  NOT_AUDIO: 'What was sent is no audio file of a known kind',
  EMPTY_AUDIO: 'The audio file that was sent is empty',
  AUDIO_TOO_LARGE: 'The audio file that was sent is too large',
};

/** The bytes that came are no recording; nothing was stored. */
export class UnusableAudioError extends DomainError {
  readonly code = 'UPSTREAM_REJECTED';

  constructor(readonly reason: UnusableAudioReason) {
    super(UNUSABLE[reason], { reason });
  }
}

export type StorageFault = 'STORAGE_FULL' | 'STORAGE_UNAVAILABLE';

const FAULTS: Record<StorageFault, string> = {
  STORAGE_FULL: 'The recording storage is full',
  STORAGE_UNAVAILABLE: 'The recording storage cannot be used',
};

/** The storage did not do what was asked; nothing half-written is left. The cause has the system's own words. */
export class StorageError extends DomainError {
  readonly code = 'INTERNAL';

  constructor(
    readonly reason: StorageFault,
    cause: unknown,
  ) {
    super(FAULTS[reason], { reason }, { cause });
  }
}
