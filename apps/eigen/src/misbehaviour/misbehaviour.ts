import type { Phase } from '../documents/documents.js';
import type { Fate } from '../instrumentation/posts.js';
import { seeded } from '../processing/random.js';
import type { MisbehaviourRequest, RouteName } from './misbehaviour.requests.js';
import { Occasions } from './occasions.js';

/** What goes wrong with one request. */
export interface RouteFault {
  readonly fails?: { readonly when: 'before' | 'after'; readonly status: number } | undefined;
  readonly hangs?: { readonly when: 'before' | 'after' } | undefined;
  readonly drips?: { readonly seconds_per_byte: number } | undefined;
}

/** Keeps this generator's numbers apart from those of the service times. */
const STREAM = 0x5eed;
const PHASES: readonly Phase[] = ['start', 'end'];

/** What the platform does wrong at present; with the same seed the same things at the same times. */
export class Misbehaviour {
  private occasions: Occasions;

  constructor(
    private rules: MisbehaviourRequest,
    private readonly seed: number,
  ) {
    this.occasions = this.fresh();
  }

  get current(): MisbehaviourRequest {
    return this.rules;
  }

  /** Counts start anew. */
  change(rules: MisbehaviourRequest): void {
    this.rules = rules;
    this.occasions = this.fresh();
  }

  onRoute(route: RouteName): RouteFault {
    const { '5xx': failing, hang, drip } = this.rules;
    const fails = this.occasions.applying(failing[route]);
    if (fails) return { fails };
    const hangs = this.occasions.applying(hang[route]);
    return hangs ? { hangs } : { drips: this.occasions.applying(drip[route]) };
  }

  expiresSession(): boolean {
    return this.happens('expired_session');
  }

  /** For one document, when its processing starts. */
  fate(): Fate {
    return {
      duplicate: this.phases('duplicate'),
      lost: this.phases('lost'),
      reordered: this.happens('reordered'),
      endBeforeStart: this.happens('end_before_start'),
      unknownDocument: this.happens('unknown_document'),
    };
  }

  private happens(what: 'expired_session' | 'reordered' | 'end_before_start' | 'unknown_document'): boolean {
    return this.occasions.applying(this.rules[what]) !== undefined;
  }

  private phases(what: 'duplicate' | 'lost'): readonly Phase[] {
    const rule = this.rules[what];
    const concerned = PHASES.filter((phase) => phase === (rule?.phase ?? phase));
    return concerned.filter(() => this.occasions.applying(rule) !== undefined);
  }

  private fresh(): Occasions {
    return new Occasions(seeded(this.seed + STREAM));
  }
}
