import type { Project } from '#ports';
import { fieldsOf } from './access.js';

/** An id as it may be sent back and stand in an event. */
const ID = /^[^\p{C}]{1,200}$/u;

/** The project that an answer describes. Undefined: none that documents could be uploaded to. */
export function projectOf(text: string): Project | undefined {
  const { document_type_id, guid } = fieldsOf(text);
  const projectId = idOf(document_type_id);
  return projectId === undefined ? undefined : { projectId, guid: idOf(guid) ?? null };
}

/** Ids come as numbers or strings; a number that was rounded is none. */
function idOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) return undefined;
  const id = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  return ID.test(id) ? id : undefined;
}
