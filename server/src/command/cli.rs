//! The command line, and what it carries out.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{
    Trouble, bill, call, config, export, import, key, report, sandbox, serve, statement, user,
    verify, work,
};
use crate::settings;

/// Account and billing portal for the customers of hosting providers
#[derive(Debug, Parser)]
#[command(name = "saldo", version, after_help = AFTER)]
pub struct Cli {
    /// Reads this settings file instead of saldo.toml in the working directory
    #[arg(long, global = true, value_name = "FILE", env = "SALDO_SETTINGS")]
    settings: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const AFTER: &str = "Every setting can be given in the environment as SALDO_SECTION__KEY; \
SALDO_ADDRESS, SALDO_SITE_ROOT and SALDO_DATABASE_URL are short for server.listen, site.root and \
database.url.\nExit codes: 0 done, 1 refused with reasons, 2 wrong usage.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the portal; brings an empty or older database up to date first
    Serve(serve::Serve),
    /// Runs the jobs only; any number of processes side by side
    Work,
    /// Brings in plans, customers, subscriptions, invoices, … from NDJSON
    Import(import::Import),
    /// Books the money that came in by a bank statement (CAMT.053), each entry once
    ImportStatement(statement::Statement),
    /// Writes everything as NDJSON, in the format of the import
    Export(export::Export),
    /// Runs the books up to and including a day: issues invoices, collects what is due
    Bill(bill::Bill),
    /// Does what a request of the provider's API does
    Call(call::Call),
    /// Checks every invariant over the whole database
    Verify(verify::Verify),
    /// Writes a report for the bookkeeping
    Report(report::Report),
    /// Serves the test gateway in a process of its own, so that it outlives the portal
    Sandbox(sandbox::Sandbox),
    /// People who may sign in
    #[command(subcommand)]
    User(user::User),
    /// Keys of the provider's API
    #[command(subcommand)]
    Key(key::Key),
    /// The settings
    #[command(subcommand)]
    Config(config::Config),
}

/// What a command that came to its end has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused, or something is wrong; the reasons were told.
    Refused,
}

/// Carries out what the command line says. Wrong usage ends the process with 2.
pub async fn run(cli: Cli) -> ExitCode {
    match carry_out(cli).await {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Refused) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("saldo: {trouble}");
            ExitCode::FAILURE
        }
    }
}

async fn carry_out(cli: Cli) -> Result<Outcome, Trouble> {
    let settings = settings::read(cli.settings.as_deref())?;
    match cli.command {
        Command::Serve(options) => serve::serve(settings, &options).await,
        Command::Work => work::work(settings).await,
        Command::Import(options) => import::import(&settings, options).await,
        Command::ImportStatement(options) => statement::statement(&settings, options).await,
        Command::Export(options) => export::export(&settings, options).await,
        Command::Bill(options) => bill::bill(&settings, options).await,
        Command::Call(options) => call::call(&settings, options).await,
        Command::Verify(options) => verify::verify(&settings, options).await,
        Command::Report(options) => report::report(&settings, options).await,
        Command::Sandbox(options) => sandbox::sandbox(&settings, options).await,
        Command::User(action) => user::user(&settings, action).await,
        Command::Key(action) => key::key(&settings, action).await,
        Command::Config(action) => config::config(&settings, action),
    }
}
