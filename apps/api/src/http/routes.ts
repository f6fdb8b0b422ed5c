import type { INestApplication } from '@nestjs/common';

/** Where everything is; what other tools look for at the root is there. */
export const placeRoutes = (api: INestApplication): unknown => api.setGlobalPrefix('api/v1', { exclude: ['metrics'] });
