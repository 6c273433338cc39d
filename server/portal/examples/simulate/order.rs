//! What is asked for on the command line.

use std::ops::RangeInclusive;

/// How it is asked.
pub const USAGE: &str = "usage: simulate [--seed N | --seeds A..B] [--steps N] \
    [--engine sqlite|postgres|both] [--told]";

/// A database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// The server that `SALDO_TEST_POSTGRES_URL` names.
    Postgres,
}

/// What is to be done.
pub struct Order {
    pub seeds: RangeInclusive<u64>,
    pub steps: usize,
    /// None: each of them.
    pub engine: Option<Engine>,
    /// Whether each step is printed.
    pub told: bool,
}

impl Order {
    /// Reads arguments.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut order = Self {
            seeds: 1..=1,
            steps: 200,
            engine: Some(Engine::Sqlite),
            told: false,
        };
        while let Some(word) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{word} needs a value"));
            match word.as_str() {
                "--seed" => {
                    let seed = number(&value()?)?;
                    order.seeds = seed..=seed;
                }
                "--seeds" => order.seeds = range(&value()?)?,
                "--steps" => {
                    order.steps = usize::try_from(number(&value()?)?).map_err(|_| "too many")?;
                }
                "--engine" => order.engine = engine(&value()?)?,
                "--told" => order.told = true,
                other => return Err(format!("what is {other}?")),
            }
        }
        Ok(order)
    }

    /// On which engines a seed runs. The first seed runs twice: it has to say the same twice.
    pub fn engines(&self, seed: u64) -> Vec<Engine> {
        let engines = match self.engine {
            Some(one) => vec![one],
            None => vec![Engine::Sqlite, Engine::Postgres],
        };
        if seed == *self.seeds.start() && !self.told {
            engines.repeat(2)
        } else {
            engines
        }
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}

fn range(text: &str) -> Result<RangeInclusive<u64>, String> {
    let (first, last) = text.split_once("..").ok_or(format!("{text} is no range"))?;
    Ok(number(first)?..=number(last)?)
}

fn engine(text: &str) -> Result<Option<Engine>, String> {
    match text {
        "sqlite" => Ok(Some(Engine::Sqlite)),
        "postgres" => Ok(Some(Engine::Postgres)),
        "both" => Ok(None),
        other => Err(format!("there is no engine {other}")),
    }
}
