# One image for api, worker and eigen; the command says which.
ARG NODE=node:24-slim

FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=optional --ignore-scripts --no-audit --no-fund
COPY node-version.mjs nest-cli.json tsconfig.json tsconfig.build.json ./
COPY docs/openapi.json docs/openapi.json
COPY prisma prisma
COPY eventstore eventstore
COPY libs libs
COPY apps apps
RUN npm run build

FROM ${NODE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional ones are what is embedded elsewhere: Node.js itself and PostgreSQL.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM ${NODE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="slowking" \
      org.opencontainers.image.description="Benchmarks a document platform: how long until each uploaded document has really been processed." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
# A volume that is mounted here for the first time takes over the owner.
RUN install -d -o node -g node -m 0750 /data /keys
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json node-version.mjs ./
COPY prisma/migrations prisma/migrations
COPY artifacts artifacts
COPY deploy deploy
ENV NODE_ENV=production \
    NODE_OPTIONS=--enable-source-maps \
    SLOWKING_HOME=/data \
    SLOWKING_ARTIFACTS=/app/artifacts
USER node
EXPOSE 8091 8283
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "deploy/healthy.mjs", "http://127.0.0.1:8091/api/v1/health"]
CMD ["node", "dist/apps/api/src/main.js"]
