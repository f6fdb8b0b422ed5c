/**
 * The chance that a document has to wait in M/M/c: c workers, λ/μ of them wanted on average (Erlang, 1917). By the
 * recursion of Erlang's loss formula: B(0) = 1, B(k) = aB(k − 1)/(k + aB(k − 1)).
 */
export function erlangC(workers: number, offered: number): number {
  let loss = 1;
  for (let k = 1; k <= workers; k++) loss = (offered * loss) / (k + offered * loss);
  return (workers * loss) / (workers - offered * (1 - loss));
}
