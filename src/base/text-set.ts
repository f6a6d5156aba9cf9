import { hashOf } from "./hash.ts";

/** A set of short texts that grows to many: made for one question and thrown away, it costs a third of what a Set does. */
export class TextSet {
  private readonly texts: string[] = [];
  private hashes = new Int32Array(16);
  /** Of each place which text it holds, counted from 1; 0: none. Half of them stay free. */
  private places = new Int32Array(32);

  has(text: string): boolean {
    return this.places[this.placeOf(text, hashOf(text))] !== 0;
  }

  /** False where it was in the set already. */
  add(text: string): boolean {
    const hash = hashOf(text);
    const place = this.placeOf(text, hash);
    if (this.places[place] !== 0) return false;
    this.hashes[this.texts.length] = hash;
    this.places[place] = this.texts.push(text);
    if (this.texts.length === this.hashes.length) this.grow();
    return true;
  }

  private placeOf(text: string, hash: number): number {
    const { places, texts, hashes } = this;
    const last = places.length - 1;
    let place = (hash ^ (hash >>> 15)) & last;
    for (let at = places[place] ?? 0; at !== 0; at = places[place] ?? 0) {
      if (hashes[at - 1] === hash && texts[at - 1] === text) break;
      place = (place + 1) & last;
    }
    return place;
  }

  private grow(): void {
    const hashes = new Int32Array(this.hashes.length * 2);
    hashes.set(this.hashes);
    this.hashes = hashes;
    this.places = new Int32Array(hashes.length * 2);
    const last = this.places.length - 1;
    for (let at = 0; at < this.texts.length; at++) {
      const hash = hashes[at] ?? 0;
      let place = (hash ^ (hash >>> 15)) & last;
      while (this.places[place] !== 0) place = (place + 1) & last;
      this.places[place] = at + 1;
    }
  }
}
