import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { shapesByName } from './shapes.js';

const TAGS = {
  commands: 'Each is answered once its events are durable, never before.',
  queries: 'What the read models hold, a moment behind the log.',
  reports: 'What was measured, as of the end of a run.',
  audit: 'The log itself.',
  operations: 'How slowking itself is doing.',
};

const KEYS = 'Not needed while no key exists and the API is open to its own machine only.';

/** The API as OpenAPI 3.1. */
export function openApiOf(api: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('slowking')
    .setDescription('How long does each uploaded document take until the platform has really processed it?')
    .setVersion('1')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: KEYS }, 'key')
    .addSecurityRequirements({})
    .addSecurityRequirements('key');
  for (const [tag, description] of Object.entries(TAGS)) builder.addTag(tag, description);
  const document = SwaggerModule.createDocument(api, builder.build());
  const schemas = { ...document.components?.schemas, ...shapesByName() };
  return { ...document, components: { ...document.components, schemas } };
}

/** The API's description: for people at /docs, as OpenAPI 3.1 at /docs-json. */
export function describe(api: NestFastifyApplication): void {
  SwaggerModule.setup('docs', api, () => openApiOf(api), {
    jsonDocumentUrl: 'docs-json',
    customSiteTitle: 'slowking API',
  });
}
