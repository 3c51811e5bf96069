//! The `keyward` command: reads the command line and calls the library.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use keyward::cli::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .expect("nothing has chosen another crypto library before");
    Cli::parse().run().unwrap_or_else(|error| {
        // In words for whoever typed it: where it came about in the code is nothing to them.
        let _ = writeln!(io::stderr(), "Error: {error:#}");
        ExitCode::FAILURE
    })
}
