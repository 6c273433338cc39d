//! A seeded simulation: customers, the provider, a gateway that fails in every way, time, and a
//! portal that is killed again and again, on a virtual clock (docs/simulation.md).

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not fit ends the simulation"
)]

mod books;
mod chance;
mod check;
mod customer;
mod funds;
mod line;
mod log;
mod model;
mod order;
mod provider;
mod purse;
mod run;
mod tally;
mod time;
mod trace;
mod world;

use std::process::ExitCode;

use order::{Engine, Order};
use tally::Tally;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let order = match Order::read(std::env::args().skip(1)) {
        Ok(order) => order,
        Err(why) => {
            eprintln!("{why}\n{}", order::USAGE);
            return ExitCode::from(2);
        }
    };
    log::listen();
    let (mut failed, began) = (0, std::time::Instant::now());
    let mut tally = Tally::default();
    for seed in order.seeds.clone() {
        if !one(seed, &order, &mut tally).await {
            failed += 1;
        }
    }
    println!("{tally}");
    let seeds = order.seeds.end() - order.seeds.start() + 1;
    println!("{seeds} seeds in {:.0?}: {failed} failed", began.elapsed());
    ExitCode::from(u8::from(failed > 0))
}

/// Whether a seed went well on all engines, and in the same way.
async fn one(seed: u64, order: &Order, tally: &mut Tally) -> bool {
    let (mut hashes, began) = (Vec::new(), std::time::Instant::now());
    for engine in order.engines(seed) {
        match run::run((seed, engine), (order.steps, order.told), tally).await {
            Ok(hash) => hashes.push(hash),
            Err(broken) => {
                let name = engine.name();
                println!(
                    "seed {seed} on {name}: FAILED at step {}\n{}",
                    broken.step, broken.why
                );
                let shortest = run::shortest((seed, engine), broken.step).await;
                println!("again: --seed {seed} --steps {shortest} --engine {name} --told\n");
                return false;
            }
        }
    }
    if hashes.windows(2).any(|both| both.first() != both.last()) {
        println!("seed {seed}: FAILED, it went otherwise: {hashes:?}");
        return false;
    }
    let hash = hashes.pop().unwrap_or_default();
    println!("seed {seed}: {hash}, {:.1?}", began.elapsed());
    true
}

impl Engine {
    const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}
