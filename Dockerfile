# syntax=docker/dockerfile:1
# docker build -t voxsync .   What it does is tried without Docker by `npm run try:image`.

# Everything is compiled and bundled here; none of these packages get into the image.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

# The packages that the server needs, and no install script but those that package.json allows.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    DATABASE_URL=sqlite:/data/voxsync.db \
    STORAGE_URL=file:/data/recordings
WORKDIR /app
RUN mkdir /data && chown node:node /data
# By both the server finds where it lies; scanners read in the second what is inside.
COPY package.json package-lock.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist/src dist/src
COPY --from=build /app/dist/server dist/server
COPY --from=build /app/dist/playground dist/playground
COPY --from=build /app/console/dist console/dist
USER node
VOLUME /data
EXPOSE 3000
# Runs are handed back and requests ended before it goes. Start it with `--init`, as a first process hears no signal while it starts.
STOPSIGNAL SIGTERM
# Whether the process answers: that the database is away for a minute is no reason to replace it. /health/ready tells that.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --start-interval=1s \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Express is still asked for addresses by `url.parse`: the warning is for those who write it, not for who runs it.
CMD ["node", "--enable-source-maps", "--disable-warning=DEP0169", "dist/server/main.js"]
