import type { Random } from '../processing/random.js';
import type { Occasion } from './misbehaviour.requests.js';

/** Decides each time whether a rule applies, and keeps count. */
export class Occasions {
  private readonly times = new Map<Occasion, number>();

  constructor(private readonly random: Random) {}

  /** Answers the rule when it applies. A rule that is not there never does. */
  applying<Rule extends Occasion>(rule: Rule | undefined): Rule | undefined {
    if (!rule) return undefined;
    const times = this.times.get(rule) ?? 0;
    if (times >= (rule.count ?? Infinity) || this.random() >= rule.rate) return undefined;
    this.times.set(rule, times + 1);
    return rule;
  }
}
