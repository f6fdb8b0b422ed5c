import type { Random } from './random.js';

/** How service times are distributed; `mean` in seconds, `sigma` the deviation of their logarithm. */
export type ServiceLaw =
  | { readonly kind: 'constant' | 'exponential'; readonly mean: number }
  | { readonly kind: 'lognormal'; readonly mean: number; readonly sigma: number };

/** What a timer can wait for, in whole seconds. */
const LONGEST = 2_147_483;
const MEAN_LIMIT = 86_400;
const SIGMA_LIMIT = 5;

/** `constant:0.05`, `exponential:0.05`, `lognormal:0.05,0.5`; nothing where it is none of them. */
export function parseServiceLaw(text: string): ServiceLaw | undefined {
  const [, kind, meanText = '', sigmaText] = /^(constant|exponential|lognormal):([^,]+)(?:,([^,]+))?$/.exec(text) ?? [];
  const [mean, sigma] = [within(meanText, MEAN_LIMIT), within(sigmaText ?? '', SIGMA_LIMIT)];
  if (mean === undefined) return undefined;
  if (kind === 'lognormal') return sigma === undefined ? undefined : { kind, mean, sigma };
  if (kind !== 'constant' && kind !== 'exponential') return undefined;
  return sigmaText === undefined ? { kind, mean } : undefined;
}

function within(text: string, limit: number): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return value >= 0 && value <= limit ? value : undefined;
}

/** One service time after another, in seconds. */
export function serviceTimes(law: ServiceLaw, random: Random): () => number {
  return () => Math.min(draw(law, random), LONGEST);
}

function draw(law: ServiceLaw, random: Random): number {
  switch (law.kind) {
    case 'constant':
      return law.mean;
    case 'exponential':
      return -law.mean * Math.log(1 - random());
    case 'lognormal':
      // The mean of exp(μ + σZ) is exp(μ + σ²/2).
      return law.mean * Math.exp(law.sigma * normal(random) - law.sigma ** 2 / 2);
  }
}

/** Standard normal (Box and Muller, Ann. Math. Statist. 29, 1958). */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
