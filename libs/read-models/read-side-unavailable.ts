/** The read models cannot be asked right now. It may pass. */
export class ReadSideUnavailable extends Error {
  override readonly name = 'ReadSideUnavailable';
}
