const SMALL = 3;
const DEPTH = 100;

/**
 * P(Z > z) for the standard normal distribution, to about 13 digits, in the far tail too.
 *
 * Near the middle the series Φ(z) = ½ + φ(z)(z + z³/3 + z⁵/(3·5) + …): G. Marsaglia, "Evaluating the normal
 * distribution", Journal of Statistical Software 11 (2004) 4. Beyond, Laplace's continued fraction
 * φ(z)/(z + 1/(z + 2/(z + 3/(z + …)))): M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 26.2.14.
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z >= SMALL) {
    let fraction = z;
    for (let step = DEPTH; step > 0; step--) fraction = z + step / fraction;
    return density / fraction;
  }
  let [sum, term] = [z, z];
  for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 - density * sum;
}

/** The z with P(Z ≤ z) = p (above 0, below 1), by bisection. */
export function normalQuantile(p: number): number {
  let [low, high] = [-40, 40];
  for (let middle = 0; low < middle && middle < high; middle = (low + high) / 2) {
    if (normalTail(-middle) < p) low = middle;
    else high = middle;
  }
  return high;
}
