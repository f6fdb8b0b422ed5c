/** Writes a whole number below 2^53, most significant byte first, so that numbers sort as bytes. */
export function writeU64(into: Buffer, value: number, offset: number): void {
  into.writeUInt32BE(Math.floor(value / 0x1_0000_0000), offset);
  into.writeUInt32BE(value % 0x1_0000_0000, offset + 4);
}

/** What writeU64 wrote. */
export const readU64 = (from: Buffer, offset: number): number =>
  from.readUInt32BE(offset) * 0x1_0000_0000 + from.readUInt32BE(offset + 4);

export function u64(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  writeU64(bytes, value, 0);
  return bytes;
}
