/** later − earlier; undefined while one of them is. */
export const difference = (later: number | undefined, earlier: number | undefined): number | undefined =>
  later === undefined || earlier === undefined ? undefined : later - earlier;
