# The files of the interface, by their lock.
FROM node:22.21-trixie-slim AS interface
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

# The Python packages, each with its hash.
FROM python:3.13-slim-trixie AS packages
COPY requirements/production.txt /tmp/production.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/production.txt

# What runs: no compiler, no npm, nobody's root.
FROM python:3.13-slim-trixie AS portal
# pg_dump and pg_restore of the major version of the database in docker-compose.yml
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client-17 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin forum \
 && install --directory --owner=forum --group=forum --mode=0700 /var/lib/forum-portal /var/backups/forum-portal
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=forum_portal.settings \
    DATA_DIR=/var/lib/forum-portal \
    STATIC_ROOT=/srv/static
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY --from=interface /app/node_modules node_modules
COPY . .
# Names with their hash, each also as .gz and .br. None of these values stays in the image.
RUN SECRET_KEY=only-to-collect-static-files-0123456789-abcdefghijklm \
    DATABASE_URL=postgresql:///none REDIS_URL=redis://127.0.0.1:9 SMTP_URL=smtp://127.0.0.1:9 \
    PUBLIC_URL=https://portal.forum.example ALLOWED_HOSTS=portal.forum.example \
    MAIL_FROM=portal@forum.example \
    python manage.py collectstatic --no-input --verbosity 0
USER forum
EXPOSE 8000
CMD ["gunicorn", "forum_portal.wsgi:application", "--config", "deploy/gunicorn.py", "--no-control-socket"]
