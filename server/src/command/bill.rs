use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use clap::Args;
use model::currency::Currency;
use model::explain::Plain;
use model::money::Money;
use model::time::{Clock, Date, Instant};
use portal::checkout::Till;
use portal::ids::Ids;
use portal::run::{Order, Report, latest_day, rehearse, run_at};
use store::Db;

use super::Outcome;
use super::clock::{clock, moment};
use super::gateways::Providers;
use super::open::{existing, internal};
use super::progress::Progress;
use super::trouble::Trouble;
use crate::settings::Settings;

/// What `saldo bill` takes.
#[derive(Args, Debug)]
pub struct Bill {
    /// The last business day to be done, in each account's zone
    #[arg(long, value_name = "DATE")]
    until: Date,
    /// Changes nothing, numbers included; days that have not come may be asked for
    #[arg(long)]
    dry_run: bool,
    /// Prints each document in the export's form, one JSON object a line
    #[arg(long)]
    json: bool,
    /// Stops before the first invoice if there would be more
    #[arg(long, value_name = "N")]
    max_invoices: Option<u64>,
    /// Stops before the first invoice if they would come to more in any currency
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    max_total: Option<Plain>,
    /// Bills as if it were this instant, such as 2026-03-01T00:00:00Z
    #[arg(long, value_name = "INSTANT", value_parser = moment)]
    now: Option<Instant>,
}

fn amount(text: &str) -> Result<Plain, String> {
    let amount = Plain::try_from(text.to_owned());
    amount.map_err(|_| "not an amount such as 500.00".to_owned())
}

/// The billing run up to and including a day.
pub async fn bill(settings: &Settings, options: Bill) -> Result<Outcome, Trouble> {
    let db = existing(settings).await?;
    let clock = clock(options.now);
    let providers = Providers::open(settings, &clock).await?;
    let till = till(&db, clock, &providers)?;
    let done = billed(&till, &options).await;
    providers.close().await;
    db.close().await;
    done
}

fn till(db: &Db, clock: Arc<dyn Clock>, providers: &Providers) -> Result<Till, Trouble> {
    let ids = Ids::new().map_err(|error| Trouble::new(error.to_string()))?;
    let gateways = providers.gateways.clone();
    Ok(Till::new(db.clone(), clock, Arc::new(ids), gateways))
}

async fn billed(till: &Till, options: &Bill) -> Result<Outcome, Trouble> {
    let (db, clock) = (till.db(), till.clock());
    let latest = latest_day(db, clock).await.map_err(internal)?;
    if !options.dry_run && latest.is_some_and(|latest| latest < options.until) {
        eprintln!("{} has not come yet; see it with --dry-run", options.until);
        return Ok(Outcome::Refused);
    }
    let order = Order {
        until: Some(options.until),
        ..Order::default()
    };
    if options.bounded() {
        let report = rehearse(db, clock, order, &|_| {}).await;
        let reasons = options.exceeded(&report.map_err(internal)?);
        if !reasons.is_empty() {
            for reason in reasons {
                eprintln!("{reason}: nothing was done");
            }
            return Ok(Outcome::Refused);
        }
    }
    let report = options.go(till, order).await?;
    Ok(options.tell(&report))
}

impl Bill {
    const fn bounded(&self) -> bool {
        self.max_invoices.is_some() || self.max_total.is_some()
    }

    /// Which bounds would be exceeded, in words.
    fn exceeded(&self, report: &Report) -> Vec<String> {
        let mut reasons = Vec::new();
        if let Some(most) = self.max_invoices.filter(|most| report.invoices > *most) {
            let count = report.invoices;
            reasons.push(format!("there would be {count} invoices, more than {most}"));
        }
        let totals = report.totals.iter();
        for (currency, total) in totals {
            let whole = written(*total, *currency);
            if let Some(most) = self.max_total.filter(|most| whole.0 > most.0) {
                let (whole, most) = (whole.0, most.0);
                reasons.push(format!(
                    "they would come to {whole} {currency}, more than {most}"
                ));
            }
        }
        reasons
    }

    async fn go(&self, till: &Till, order: Order) -> Result<Report, Trouble> {
        let order = Order {
            print: self.json,
            ..order
        };
        let (progress, accounts) = (Progress::of("accounts"), AtomicU64::new(0));
        let told = |done: &Report| {
            for line in &done.printed {
                say!("{line}");
            }
            let count = u64::try_from(done.accounts).unwrap_or_default();
            let all = accounts.fetch_add(count, Ordering::Relaxed) + count;
            progress.count(all);
        };
        let report = if self.dry_run {
            rehearse(till.db(), till.clock(), order, &told).await
        } else {
            run_at(till, order, &told).await
        };
        let report = report.map_err(internal)?;
        // What was begun is sent; what has no answer yet is asked for by `saldo work`.
        while report.charges > 0 && till.look().await.map_err(internal)? > 0 {}
        Ok(report)
    }

    fn tell(&self, report: &Report) -> Outcome {
        let Report {
            accounts, invoices, ..
        } = report;
        let would = if self.dry_run { "would be " } else { "" };
        let mut line = format!("{accounts} accounts, {invoices} invoices {would}issued");
        for (currency, total) in &report.totals {
            line += &format!(", {} {currency}", written(*total, *currency).0);
        }
        if report.charges > 0 {
            line += &format!("; {} charges", report.charges);
        }
        if report.credit_notes > 0 {
            line += &format!("; {} credit notes", report.credit_notes);
        }
        if self.json {
            eprintln!("{line}");
        } else {
            say!("{line}");
        }
        for it in &report.parked {
            eprintln!("{}: {}: set aside: {}", it.account, it.subject, it.cause);
        }
        for it in &report.troubles {
            eprintln!("{}: not done: {}", it.account, it.cause);
        }
        if report.parked.is_empty() && report.troubles.is_empty() {
            Outcome::Done
        } else {
            Outcome::Refused
        }
    }
}

/// A sum in major units.
fn written(total: i128, currency: Currency) -> Plain {
    let nearest = if total < 0 { i64::MIN } else { i64::MAX };
    let minor = i64::try_from(total).unwrap_or(nearest);
    Plain(Money::new(minor, currency).major())
}
