# The authority. Build from the root of the repository: docker build -f docker/authority.Dockerfile .

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
RUN npm run build --workspace=apps/authority

# What the bundle leaves outside, and nothing that only builds or tests it. The workspaces themselves are in the bundle.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /gameserver
COPY --from=manifests /gameserver .
RUN npm ci --omit=dev --workspace=apps/authority --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@gameserver \
  && mkdir -p apps/authority/node_modules

FROM node:24-bookworm-slim
ENV NODE_ENV=production PORT=8081
WORKDIR /gameserver/apps/authority
COPY --from=dependencies /gameserver/node_modules /gameserver/node_modules
COPY --from=dependencies /gameserver/apps/authority/node_modules node_modules
COPY --from=bundle /gameserver/apps/authority/package.json package.json
COPY --from=bundle /gameserver/apps/authority/dist dist
USER node
EXPOSE 8081
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=64", "--enable-source-maps", "dist/main.js"]
