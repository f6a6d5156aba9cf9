/** A list that is filled again and again without new room: emptying an array drops what it had. */
export class NumberList {
  numbers = new Int32Array(16);
  count = 0;

  push(number: number): void {
    if (this.count === this.numbers.length) {
      const more = new Int32Array(this.numbers.length * 2);
      more.set(this.numbers);
      this.numbers = more;
    }
    this.numbers[this.count++] = number;
  }

  /** Leaves each number once, smallest first; most lists are like that already. */
  putInOrder(): void {
    const { numbers } = this;
    for (let at = 1; at < this.count; at++) {
      if ((numbers[at] ?? 0) > (numbers[at - 1] ?? 0)) continue;
      numbers.subarray(0, this.count).sort();
      this.leaveOnce();
      return;
    }
  }

  private leaveOnce(): void {
    const { numbers } = this;
    let left = 0;
    for (let at = 0; at < this.count; at++) {
      const number = numbers[at] ?? 0;
      if (left === 0 || numbers[left - 1] !== number) numbers[left++] = number;
    }
    this.count = left;
  }
}
