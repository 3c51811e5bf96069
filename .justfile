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

# Kill the program thousands of times, and cut the power; e.g. `just crashes 200 7` (200 kills, seed 7)
crashes cycles="2000" seed="1" url="postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable":
    KEYWARD_TEST_DATABASE_URL="{{ url }}" KEYWARD_TEST_CYCLES={{ cycles }} KEYWARD_TEST_SEED={{ seed }} \
        cargo test --test crashes -- --nocapture

# Count the pages of a thousand and of a million users on a PostgreSQL server (needs 2 GB there)
million url="postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable":
    KEYWARD_TEST_DATABASE_URL="{{ url }}" cargo test --test instances a_million -- --ignored --nocapture

# Ask for ten times the logins that can be checked, on a machine for itself; e.g. `just overload 30`
overload seconds="10":
    KEYWARD_TEST_SECONDS={{ seconds }} cargo test --profile bench --test overload -- --ignored --nocapture --test-threads 1

# Send that many operations that nobody thought of; e.g. `just operations 20000 7` for others than the tests send
operations count="20000" seed="20261121":
    KEYWARD_TEST_OPERATIONS={{ count }} KEYWARD_TEST_SEED={{ seed }} \
        cargo test --test api generated_operations -- --nocapture

# Let a fuzzer look for what breaks a target for so long (needs cargo-fuzz and a nightly compiler)
fuzz target="lexical_check" seconds="300":
    mkdir -p fuzz/target/found/{{ target }}
    cargo +nightly fuzz run --sanitizer none {{ target }} fuzz/target/found/{{ target }} fuzz/corpus/{{ target }} -- \
        -max_total_time={{ seconds }} -max_len=8192 -timeout=10 -dict=fuzz/graphql.dict

# Check licences, sources, advisories, unused dependencies and who runs code in a build (says which tools it lacks)
supply-chain:
    .ci/supply-chain

# Measure whether the time of an answer tells who has an account, on a machine for itself; e.g. `just timing 1000`
timing samples="200":
    KEYWARD_TEST_SAMPLES={{ samples }} cargo test --profile bench --test timing -- --include-ignored --nocapture --test-threads 1

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

# Change what guards accounts, bit by bit, and see that a test fails each time (needs cargo-mutants); all of it takes a
# day on two cores, so name files, or what matches a change as it is listed: `just mutants src/http/bearer.rs`
mutants *which:
    cargo mutants {{ prepend("--re ", which) }}

# How much of the code the tests run (needs cargo-llvm-cov)
coverage *args:
    .ci/coverage {{ args }}
