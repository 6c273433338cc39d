use std::io::{BufWriter, stdout};

use clap::{Args, ValueEnum};
use model::time::Date;
use portal::report::{self, Ask, Style};

use super::Outcome;
use super::open::existing;
use super::trouble::Trouble;
use crate::settings::Settings;

/// Which report.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// Every entry of the ledger
    Journal,
    /// Net and tax of what was issued, by country, rate and category
    Tax,
    /// What is open on the last day, by age
    Receivables,
    /// Lots of credit with something left on the last day
    Credit,
}

/// What `saldo report` takes.
#[derive(Args, Debug)]
pub struct Report {
    /// Which one
    kind: Kind,
    /// The first day
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Date,
    /// The last day
    #[arg(long, value_name = "DATE", value_parser = day)]
    to: Date,
    /// Only what belongs to the seller of this reference
    #[arg(long, value_name = "REF")]
    seller: Option<String>,
    /// Writes it for spreadsheets
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Writes one JSON object a line
    #[arg(long)]
    json: bool,
}

fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "not a day (YYYY-MM-DD)".to_owned())
}

/// Writes to the standard output, from one snapshot.
pub async fn report(settings: &Settings, options: Report) -> Result<Outcome, Trouble> {
    let kind = match options.kind {
        Kind::Journal => report::Report::Journal,
        Kind::Tax => report::Report::Tax,
        Kind::Receivables => report::Report::Receivables,
        Kind::Credit => report::Report::Credit,
    };
    let style = match (options.csv, options.json) {
        (true, _) => Style::Csv,
        (false, true) => Style::Json,
        (false, false) => Style::Plain,
    };
    let ask = Ask {
        from: options.from,
        to: options.to,
        seller: options.seller,
    };
    if ask.to < ask.from {
        return Err(Trouble::new("--to is a day before --from"));
    }
    let db = existing(settings).await?;
    let out = BufWriter::new(stdout().lock());
    let rows = report::run(&db, kind, &ask, (out, style)).await;
    db.close().await;
    let rows = rows?;
    match rows {
        1 => eprintln!("1 row"),
        rows => eprintln!("{rows} rows"),
    }
    Ok(Outcome::Done)
}
