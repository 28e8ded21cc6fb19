# The API. Build from the root of the repository: docker build -f docker/api.Dockerfile .

# Manifests alone, so that a change of source leaves the layers of installed packages as they are.
FROM node:24-bookworm-slim AS manifests
WORKDIR /gameserver
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json -delete && find . -type d -empty -delete

FROM node:24-bookworm-slim AS bundle
WORKDIR /gameserver
COPY --from=manifests /gameserver .
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build --workspace=apps/api

# What the bundle leaves outside, and nothing that only builds or tests it. The workspaces themselves are in the bundle.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /gameserver
COPY --from=manifests /gameserver .
RUN npm ci --omit=dev --workspace=apps/api --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@gameserver \
  && mkdir -p apps/api/node_modules

FROM node:24-bookworm-slim
ENV NODE_ENV=production PORT=8080 MIGRATIONS_DIR=/gameserver/migrations
WORKDIR /gameserver/apps/api
COPY --from=dependencies /gameserver/node_modules /gameserver/node_modules
COPY --from=dependencies /gameserver/apps/api/node_modules node_modules
COPY migrations /gameserver/migrations
# The reference page is one finished file out of a large package; the other two are how Node finds it.
COPY --from=bundle /gameserver/node_modules/@scalar/api-reference/package.json /gameserver/node_modules/@scalar/api-reference/
COPY --from=bundle /gameserver/node_modules/@scalar/api-reference/dist/index.js /gameserver/node_modules/@scalar/api-reference/dist/
COPY --from=bundle /gameserver/node_modules/@scalar/api-reference/dist/browser/standalone.js /gameserver/node_modules/@scalar/api-reference/dist/browser/
COPY --from=bundle /gameserver/apps/api/package.json package.json
COPY --from=bundle /gameserver/apps/api/dist dist
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/main.js"]
