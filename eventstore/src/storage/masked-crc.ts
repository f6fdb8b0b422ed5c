/** LevelDB stores checksums in this form, so that a checksum over data that holds checksums stays a good one. */
export const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
