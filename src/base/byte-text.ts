export type Bytes = Uint8Array<ArrayBuffer>;

/** A text as bytes, which are quicker to take apart than strings where there are tens of thousands: one of these for all of them. */
export class ByteText {
  bytes: Bytes = new Uint8Array(0);
  start = 0;
  end = 0;
  private own: Bytes = new Uint8Array(64);

  /** From now on these bytes, which stay where they are. */
  turnTo(bytes: Bytes, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  /** From now on the bytes of a latin1 string. */
  copy(text: string): void {
    const own = this.roomFor(text.length);
    for (let at = 0; at < text.length; at++) own[at] = text.charCodeAt(at);
  }

  /** From now on a copy of these bytes, which may be changed. */
  copyBytes(bytes: Bytes, start: number, end: number): void {
    const own = this.roomFor(end - start);
    for (let at = start; at < end; at++) own[at - start] = bytes[at] ?? 0;
  }

  private roomFor(length: number): Bytes {
    if (length > this.own.length) this.own = new Uint8Array(2 * length);
    this.turnTo(this.own, 0, length);
    return this.own;
  }
}
