/** So many a second as reports tell it: to six digits, so that a slow search has a rate, too. Null: it is not known. */
export const perSecond = (rate: number | undefined): number | null => (rate === undefined ? null : Number(rate.toPrecision(6)));
