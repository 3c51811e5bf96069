# The everyday commands; `just` alone lists them.

[private]
default:
    @just --list --unsorted

# Start the server in development: http://localhost:8000/graphiql
run:
    cargo run

# Run every test on SQLite
test *args:
    cargo test --workspace {{ args }}

# Run every test on a PostgreSQL server, each in a database of its own
test-postgres url="postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable":
    KEYWARD_TEST_DATABASE_URL="{{ url }}" cargo test --workspace

# Go through the pages in a browser (needs Node.js, and Chromium on the PATH or named by CHROMIUM)
pages:
    cargo build
    cd tests/browser && npm ci && npm test

# Run the tests of the limits, counted in a Redis server
test-redis url="redis://127.0.0.1:6379":
    KEYWARD_TEST_REDIS_URL="{{ url }}" cargo test --test api throttling

# Let three instances run while everything goes wrong that may; e.g. `just instances 5 20`
instances rounds="1" clients="8" url="postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable":
    KEYWARD_TEST_DATABASE_URL="{{ url }}" KEYWARD_TEST_ROUNDS={{ rounds }} KEYWARD_TEST_CLIENTS={{ clients }} \
        cargo test --test instances three_instances -- --nocapture

# Count the pages of a thousand and of a million users on a PostgreSQL server (needs 2 GB there)
million url="postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable":
    KEYWARD_TEST_DATABASE_URL="{{ url }}" cargo test --test instances a_million -- --ignored --nocapture

# Format, and check what CI checks before the tests
check:
    cargo fmt --all
    cargo clippy --workspace --all-targets -- --deny warnings
    RUSTDOCFLAGS='--deny warnings' cargo doc --workspace --no-deps

# Write schema.graphql anew from the code
schema:
    cargo run --quiet -- schema > schema.graphql

# Write .env.example anew from the settings
env-example:
    cargo run --quiet -- config --example > .env.example

# Build the explorer anew (needs Node.js)
explorer:
    cd explorer && npm ci && npm run build

# Run every request of the collection against a server of its own (needs Node.js)
collection:
    cargo build
    cd collection && npm ci && npm start

# How much of the code the tests run (needs cargo-llvm-cov)
coverage *args:
    .ci/coverage {{ args }}
