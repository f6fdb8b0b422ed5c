import type { StrategyName } from '../../settings.js';
import { InTurn } from './in-turn.js';
import { Pinned } from './pinned.js';
import { correlationOf, streamOf } from './pinning-keys.js';
import type { Strategy } from './strategy.js';

export function strategyOf(name: StrategyName): Strategy {
  switch (name) {
    case 'RoundRobin': return new InTurn(false);
    case 'DispatchToSingle': return new InTurn(true);
    case 'Pinned': return new Pinned(streamOf);
    case 'PinnedByCorrelation': return new Pinned(correlationOf);
  }
}
