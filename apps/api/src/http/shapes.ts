import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const shapes = z.registry<{ id: string }>();

/** What a route answers with, under its name in the API's description. */
export function named<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  shapes.add(schema, { id });
  return schema;
}

/** A list in pages. */
export const pagesOf = <Schema extends z.ZodType>(id: string, item: Schema) =>
  named(id, z.object({ items: z.array(item), next_cursor: z.string().nullable().describe('null: this is the last page.') }));

/** Where a component of the description is. */
export const pathTo = (id: string): string => `#/components/schemas/${id}`;

/** How an answer's content refers to its shape. Throws for one without a name. */
export function referTo(schema: z.ZodType): { $ref: string } {
  const { id } = shapes.get(schema) ?? {};
  if (id === undefined) throw new Error('A shape of an answer has no name.');
  return { $ref: pathTo(id) };
}

/** Every shape by its name, in JSON Schema. Answers may get more fields, so none is ruled out. */
export function shapesByName(): Schemas {
  const { schemas } = z.toJSONSchema(shapes, {
    uri: pathTo,
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  for (const shape of Object.values(schemas)) {
    delete shape.$schema;
    delete shape.$id;
  }
  return schemas as Schemas;
}
