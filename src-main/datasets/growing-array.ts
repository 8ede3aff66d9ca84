/** Numbers of a file whose length is known only at its end. */
export class GrowingArray {
  #values = new Float64Array(1024)
  length = 0

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(2 * this.length)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.length++] = value
  }

  take(): Float64Array {
    return this.#values.slice(0, this.length)
  }
}
