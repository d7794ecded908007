/** Packs values bit by bit, the most significant first. */
export class BitWriter {
  private bits = '';

  get length(): number {
    return this.bits.length;
  }

  put(value: number, width: number): this {
    this.bits += value.toString(2).padStart(width, '0');
    return this;
  }

  append(bits: string): this {
    this.bits += bits;
    return this;
  }

  /** The bits followed by zeros, `size` bytes long. */
  toBuffer(size: number): Buffer {
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < this.bits.length; at += 8) {
      bytes[at / 8] = parseInt(this.bits.slice(at, at + 8).padEnd(8, '0'), 2);
    }
    return bytes;
  }
}
