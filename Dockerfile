# syntax=docker/dockerfile:1
# Keyward alone on glibc, the certificates of the public authorities and nothing else: no shell, no package manager.
# Tags name versions. Whoever wants the bytes pinned, too, adds the digests that their registry shows.

FROM rust:1.95-bookworm AS source
WORKDIR /src
COPY . .

FROM source AS build
# Writes the list of dependencies into the program, where scanners find it: the image itself has no package list of it.
RUN cargo install cargo-auditable --locked --version 0.7.7
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo auditable build --release --locked \
    && cp target/release/keyward /keyward \
    && mkdir /data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /keyward /usr/local/bin/keyward
COPY --from=build --chown=65532:65532 --chmod=700 /data /data
ENV KEYWARD_LISTEN=0.0.0.0:8000
# SQLite's file and development's secret are in `data` below it, unless the settings say otherwise.
WORKDIR /
# By number: an orchestrator that refuses root can't look the name up.
USER 65532:65532
# The one place that is written to: the rest may be read-only.
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["/usr/local/bin/keyward"]
