/**
 * The p-values of several tests, adjusted so that the chance of any false alarm among them stays what it would be for
 * one: in ascending order the i-th of k is multiplied by k − i + 1, never less than the one before, 1 at most. Answered
 * in the order given.
 * S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979)
 * 65–70.
 */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.map((value, index) => ({ value, index })).sort((one, other) => one.value - other.value);
  const adjusted = values.map(() => 1);
  let reached = 0;
  for (const [step, { value, index }] of order.entries()) {
    reached = Math.max(reached, Math.min(1, value * (values.length - step)));
    adjusted[index] = reached;
  }
  return adjusted;
}
