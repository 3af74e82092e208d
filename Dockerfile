# Stage 1 builds the wheel with the locked build tools; stage 2 holds what runs and nothing else.
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements-build.lock ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements-build.lock
COPY . .
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel .

FROM python:3.11-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/program-workflow program-workflow
COPY requirements.lock /tmp/
RUN pip install --no-cache-dir --no-deps --require-hashes -r /tmp/requirements.lock
COPY --from=build /wheel/ /tmp/wheel/
RUN pip install --no-cache-dir --no-deps /tmp/wheel/*.whl && rm -r /tmp/wheel /tmp/requirements.lock
ENV PYTHONUNBUFFERED=1 PROGRAM_WORKFLOW_HOME=/var/lib/program-workflow
USER program-workflow
WORKDIR /var/lib/program-workflow
EXPOSE 8000
CMD ["program-workflow", "web", "--host", "0.0.0.0", "--port", "8000"]
