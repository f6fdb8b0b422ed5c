import '#node-version';
import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { readSettings } from '#adapters';
import { ApiModule } from './api.module.js';
import { openApiOf } from './http/openapi.js';
import { placeRoutes } from './http/routes.js';

// In preview nothing is made but the map of the routes: no database is needed, and nothing is opened.
const api = await NestFactory.create(ApiModule.with(readSettings({})), new FastifyAdapter(), { preview: true, logger: false });
placeRoutes(api);
const [, , file = 'docs/openapi.json'] = process.argv;
await writeFile(file, `${JSON.stringify(openApiOf(api), undefined, 2)}\n`);
console.log(file);
