import { Remembered } from './remembered.js';
import { NO_METADATA, type StreamMetadata } from './stream-metadata.js';

/** The metadata of streams, by their names. */
export class MetadataCache extends Remembered<StreamMetadata> {
  constructor(read: (stream: string) => Promise<StreamMetadata | undefined>) {
    super(async (stream) => (await read(stream)) ?? NO_METADATA, weightOf);
  }
}

const weightOf = ({ acl, document }: StreamMetadata): number =>
  Object.values(acl).flat().reduce((sum: number, name: string) => sum + name.length + 8, document?.byteLength ?? 0);
