# One image for every role. All data is in /data; the rest of the file system may be read-only, with a tmpfs at /tmp.
# Pinned by full version: replace the tag by the digest your registry shows if you want it to the byte.
FROM python:3.11.13-slim-bookworm AS build
WORKDIR /src
COPY requirements/bootstrap.txt requirements/postgres.txt requirements/
RUN python -m venv /opt/tools \
 && /opt/tools/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes \
      -r requirements/bootstrap.txt \
 && python -m venv --without-pip /opt/malbeot \
 && /opt/tools/bin/uv pip install --no-cache --compile-bytecode --python /opt/malbeot/bin/python --require-hashes \
      -r requirements/postgres.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY memory memory
COPY policies policies
COPY retrieval retrieval
RUN /opt/tools/bin/python -m pip wheel --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation \
      --wheel-dir /wheels . \
 && /opt/tools/bin/uv pip install --no-cache --compile-bytecode --python /opt/malbeot/bin/python --no-deps /wheels/*.whl

FROM python:3.11.13-slim-bookworm
LABEL org.opencontainers.image.title="malbeot" \
      org.opencontainers.image.description="A self-hosted companion chatbot (말벗)" \
      org.opencontainers.image.source="https://github.com/malbeot/malbeot" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 malbeot \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin malbeot \
 && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /opt/malbeot /opt/malbeot
ENV PATH="/opt/malbeot/bin:$PATH" \
    MALBEOT_HOME="/data" \
    HOME="/tmp" \
    PYTHONDONTWRITEBYTECODE="1" \
    PYTHONUNBUFFERED="1"
WORKDIR /data
VOLUME ["/data"]
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["malbeot", "alive"]
ENTRYPOINT ["malbeot"]
CMD ["run"]
