//! The table of `make bench`: what Saldo does beside what an anchor does, both in turns in the
//! same run, because only their ratio says something on a machine that others use as well.
//!
//! `bench [--large N]` runs everything against the `saldo` that was built with it, on PostgreSQL as
//! well if `SALDO_TEST_POSTGRES_URL` names one; `bench work [N]` only the billing run and usage,
//! `bench payments [N]` only payments, and `bench full` a billing run of a million subscriptions.
//! `bench floor URL PORT` is an anchor: the account page by a raw handler, with the same statements
//! and nothing else. `bench hello PORT` is the other: the least page that wakes up.

use std::error::Error;
use std::process::ExitCode;

mod billing;
mod books;
mod browser;
mod engine;
mod floor;
mod hello;
mod house;
mod ingest;
mod load;
mod machine;
mod payments;
mod raw;
mod restart;
mod series;
mod table;
mod till;

use series::{all, full, paid, told, work};

/// What a step gives.
type Done<T> = Result<T, Box<dyn Error>>;

/// Customers in the small and in the large database.
const SMALL: u32 = 1_000;
const LARGE: u32 = 100_000;

/// Payments of one measurement.
const PAYMENTS: u32 = 2_000;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        [] => told(|folder| all(folder, (SMALL, LARGE))),
        ["--large", count] => {
            number(count).and_then(|large| told(|folder| all(folder, (SMALL, large))))
        }
        ["work"] => told(|folder| work(folder, LARGE)),
        ["work", count] => number(count).and_then(|many| told(|folder| work(folder, many))),
        ["payments"] => told(|folder| paid(folder, PAYMENTS)),
        ["payments", count] => number(count).and_then(|many| told(|folder| paid(folder, many))),
        ["full"] => told(|folder| full(folder, LARGE)),
        ["floor", url, port] => floor::serve(url, port),
        ["hello", port] => hello::serve(port),
        _ => Err(
            "usage: bench [--large N] | bench work [N] | bench payments [N] | bench full | \
                  bench floor URL PORT | bench hello PORT"
                .into(),
        ),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("bench: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn number(text: &str) -> Done<u32> {
    Ok(text.parse()?)
}
