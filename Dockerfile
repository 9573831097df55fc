# The service with the Mini App. Build: docker build -t sfera .
# Run: docker run --env-file .env -p 8000:8000 -v sfera-data:/app/data sfera
#
# The worker that talks in calls. Build: docker build -t sfera-agent --target agent .
# Run: docker run --env-file .env -e SERVICE_URL=https://… sfera-agent
# It lets running calls end when it is stopped; give it time: docker stop --time 3600.
#
# Any Debian will do as the base; one without Deno gets it from npm.
ARG BASE=docker.io/denoland/deno:debian-2.9.6

FROM ${BASE} AS deno
ARG DENO_VERSION=2.9.6
USER root
RUN command -v deno \
  || { apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates npm \
    && npm install --prefix /tmp/deno --no-fund --no-audit deno@${DENO_VERSION} \
    && mv "$(find /tmp/deno -path '*/@deno/*/deno' -type f)" /usr/local/bin/deno \
    && deno --version \
    && apt-get purge -y --auto-remove npm \
    && rm -rf /var/lib/apt/lists/* /root/.npm /tmp/deno; }
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1
WORKDIR /app

# Vite and the other tools stay in this stage.
FROM deno AS build
COPY . .
RUN deno task build
RUN deno run --allow-read=. --allow-write=deno.json tools/trim_imports.ts

# The agent has packages of its own, some 300 MB; nothing of the service is needed beside its rules.
FROM deno AS agent
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
COPY domain domain
COPY agent agent
RUN cd agent \
  && deno install --quiet --frozen \
  && deno cache --quiet --frozen *.ts \
  && useradd --system --uid 10001 --home-dir /app --no-create-home sfera
USER sfera
ENV AGENT_HOST=127.0.0.1 AGENT_PORT=8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["deno", "eval", "--no-config", \
  "const { ok } = await fetch(`http://127.0.0.1:${Deno.env.get('AGENT_PORT')}/`); Deno.exit(ok ? 0 : 1);"]
ENTRYPOINT []
CMD ["deno", "run", "--no-prompt", "--cached-only", "-A", "--config", "agent/deno.json", "agent/main.ts"]

FROM deno AS service
COPY --from=build /app/deno.json /app/deno.lock ./
COPY main.ts app.ts config.ts cron.ts log.ts ./
COPY app app
COPY bot bot
COPY cli cli
COPY clients clients
COPY config config
COPY db db
COPY domain domain
COPY routes routes
COPY services services
COPY locales locales
COPY community community
# An empty .env, because settings come from the container's environment.
RUN deno install --quiet \
  && deno cache --quiet main.ts cli/main.ts app/*.ts bot/*.ts clients/*.ts routes/*.ts services/*.ts \
    services/tools/*.ts services/documents/*.ts \
  && touch .env \
  && useradd --system --uid 10001 --home-dir /app --no-create-home sfera \
  && install -d -o sfera data
COPY --from=build /app/web/dist web/dist

USER sfera
ENV HOST=0.0.0.0 PORT=8000 KV_URL=./data/sfera.sqlite3
EXPOSE 8000
VOLUME /app/data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["deno", "eval", "--no-config", \
  "const { ok } = await fetch(`http://127.0.0.1:${Deno.env.get('PORT')}/health/live`); Deno.exit(ok ? 0 : 1);"]
ENTRYPOINT []
CMD ["deno", "task", "start"]
