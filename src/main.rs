//! The `keyward` command: reads the command line and calls the library.

use std::process::ExitCode;

use clap::Parser;
use keyward::cli::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<ExitCode> {
    Cli::parse().run()
}
