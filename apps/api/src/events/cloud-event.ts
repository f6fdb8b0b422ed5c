import type { Recorded } from '#eventsourcing';

/**
 * An event in the JSON format of CloudEvents 1.0 (https://github.com/cloudevents/spec). `source` and `id` name it for ever;
 * what the specification has no word for are extension attributes: `sequence` is the revision, `hash` the chain's link.
 */
export function cloudEvent({ stream, revision, id, type, data, metadata, created }: Recorded) {
  const { $correlationId, $causationId, schema, hash } = metadata;
  return {
    specversion: '1.0',
    id,
    source: `urn:slowking:stream:${stream}`,
    type: schema === undefined ? `slowking.${type}` : `slowking.${type}.v${schema}`,
    ...subjectOf(data),
    time: created.toISOString(),
    datacontenttype: 'application/json',
    sequence: String(revision),
    ...($correlationId !== undefined && { correlationid: $correlationId }),
    ...($causationId !== undefined && { causationid: $causationId }),
    ...(hash !== undefined && { hash }),
    data,
  };
}

/** The document that it is about. What somebody else wrote may be no object. */
const subjectOf = (data: unknown): { subject?: string } => {
  const { document_name: name } = Object(data) as { document_name?: unknown };
  return typeof name === 'string' && name !== '' ? { subject: name } : {};
};
