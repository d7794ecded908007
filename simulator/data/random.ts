/**
 * A seeded stream of numbers: the same parts give the same stream on every machine, so row `i` of a data set can be made
 * from its index alone and nothing has to be kept in memory.
 */
export class Random {
  private state: number;

  constructor(...parts: number[]) {
    this.state = hash(parts);
  }

  /** Uniform in [0, 1). The generator is Mulberry32: small, fast, and good enough to look natural. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)] as T;
  }

  /** One of the loaded dice's faces. */
  roll<Face extends string>({ faces, bounds }: Dice<Face>): Face {
    const point = this.next() * (bounds.at(-1) as number);
    let at = 0;
    while ((bounds[at] as number) <= point) at += 1;
    return faces[at] as Face;
  }

  /** `length` characters out of 0–9 and a–z. */
  text(length: number): string {
    let text = '';
    for (let at = 0; at < length; at += 1) text += ALPHABET[Math.floor(this.next() * 36)];
    return text;
  }
}

/** Faces that come up as often as their weights say; weights need not sum up to one. */
export class Dice<Face extends string> {
  readonly faces: readonly Face[];
  /** Sum of the weights up to and with each face. */
  readonly bounds: readonly number[];

  constructor(weights: Readonly<Record<Face, number>>) {
    this.faces = (Object.keys(weights) as Face[]).filter((face) => weights[face] > 0);
    let sum = 0;
    this.bounds = this.faces.map((face) => (sum += weights[face]));
  }
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Mixes whole numbers (also beyond 32 bits) into 32 bits: the finalizer of MurmurHash3, once per part. */
function hash(parts: readonly number[]): number {
  let mixed = 0x9e3779b9;
  for (const part of parts) {
    mixed = finalize(mixed ^ (part | 0));
    mixed = finalize(mixed ^ Math.floor(part / 4294967296));
  }
  return mixed;
}

function finalize(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
