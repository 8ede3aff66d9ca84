import { permutation, RandomStream, uniforms } from '../science/random'

/** How the examples of a batch are mixed: example i becomes share x_i + (1 - share) x_partners[i], and its class likewise. */
export interface Mixing {
  share: number
  partners: Uint32Array
}

const UNIFORMS_AT_ONCE = 16

/**
 * A mixing of `count` examples (Zhang et al. 2018, "mixup"): one share of Beta(alpha, alpha) and one random permutation, from the streams
 * `shares of <name>` and `partners of <name>`.
 */
export function drawMixing(seed: number, name: string, count: number, alpha: number): Mixing {
  return {
    share: symmetricBeta(new RandomStream(seed, `shares of ${name}`), alpha),
    partners: permutation(new RandomStream(seed, `partners of ${name}`), count),
  }
}

/**
 * A number with the distribution Beta(alpha, alpha), from the start of a stream: x / (x + y) of the first x = u^(1 / alpha), y = v^(1 / alpha)
 * with x + y <= 1, u and v uniform (M. D. Jöhnk 1964). It takes Gamma(2 alpha + 1) / Gamma(alpha + 1)^2 pairs on average: 2 at 1, 70 at 4.
 */
export function symmetricBeta(stream: RandomStream, alpha: number): number {
  for (let from = 0; ; from += UNIFORMS_AT_ONCE) {
    const drawn = uniforms(stream, from, UNIFORMS_AT_ONCE)
    for (let at = 0; at < UNIFORMS_AT_ONCE; at += 2) {
      const [x, y] = [Math.exp(Math.log(drawn[at]!) / alpha), Math.exp(Math.log(drawn[at + 1]!) / alpha)]
      if (x + y <= 1) return x / (x + y)
    }
  }
}
