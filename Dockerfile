# One image for every process; `docker-compose.yml` says which one a container runs.
FROM python:3.11.14-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/app \
    PRECEPTOR_HOME=/tmp/preceptor

WORKDIR /app

COPY requirements.lock ./
RUN pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.lock

COPY domain ./domain
COPY application ./application
COPY projections ./projections
COPY adapters ./adapters
COPY api ./api
COPY streams ./streams

RUN python -m compileall -q . && useradd --system --uid 10001 --no-create-home preceptor
USER 10001

EXPOSE 8080
CMD ["python", "-m", "api"]
