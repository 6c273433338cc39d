//! `saldo`: the command line.

use std::process::ExitCode;

use clap::Parser;
use server::command::{Cli, run};

/// Pages wait for the database: with fewer threads, one slow page would hold up the next.
const THREADS: usize = 4;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let cores = std::thread::available_parallelism().map_or(THREADS, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.max(THREADS))
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => {
            eprintln!("saldo: the process cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
