//! Accounts of customers.

use std::collections::HashMap;

use model::id::AccountId;
use model::time::{Date, Instant};
use store::StoreError;
use store::import::{self, BillingAccountFacts, SellerFacts};

use super::books::Books;
use super::check::{self, json, json_if};
use super::job::{Flaws, Fresh, Job, Verdict};
use super::referral::{Came, Codes};
use super::row;
use super::seller::no_fact;
use crate::zone::date_in;

const KIND: &str = "account";

/// Writes accounts, and looks up all that the file names; says by whom they came.
pub(super) async fn write<'b>(
    job: &mut Job<'_>,
    books: &'b Books,
) -> Result<Vec<Came<'b>>, StoreError> {
    let codes = Codes::find(job, books).await?;
    let sellers = import::sellers(job.tx).await?;
    let zones = import::zones(job.tx).await?;
    let owners = Owners::find(job, books).await?;
    let (mut added, mut known, mut came) = (Vec::new(), Vec::new(), Vec::new());
    for fresh in job.judge(KIND, &books.accounts, no_fact).await? {
        let row = &fresh.line.row;
        let mut flaws = job.flaws(fresh.line.line);
        check_row(&mut flaws, row);
        codes.check(&mut flaws, &fresh);
        let seller = seller(&mut flaws, row, &sellers);
        let zone = row.tax_zone.as_ref();
        let zone = zone.and_then(|zone| flaws.find("tax_zone", &zones, zone));
        let zone = zone.cloned();
        owners.check(&mut flaws, &fresh);
        let (true, Some(seller)) = (flaws.none(), seller) else {
            job.step();
            continue;
        };
        let id = fresh.id(|| job.frame.ids.next(job.frame.now, AccountId::make).into());
        came.extend(came_by(&fresh, &id));
        let row = account(&fresh, &id, (seller, zone));
        match &fresh.verdict {
            Verdict::New => added.push(row),
            Verdict::Changed(_, fields) => {
                let columns: Vec<&str> = fields.iter().map(|field| column(field)).collect();
                import::change_account(job.tx, &row, &columns).await?;
            }
        }
        known.push(job.wrote(KIND, &fresh, &id, &id));
    }
    import::add_accounts(job.tx, &added).await?;
    import::remember(job.tx, KIND, &known).await?;
    store::run::begin(job.tx, &cursors(&added, job.frame.now)).await?;
    let named = named(books);
    job.accounts = import::accounts(job.tx, &named).await?;
    let all: Vec<&str> = job.accounts.values().map(|it| it.id.as_str()).collect();
    store::run::touch(job.tx, &all).await?;
    Ok(came)
}

/// What is to be said of by whom an account came, if the row says something new.
fn came_by<'b>(fresh: &Fresh<'b, row::Account>, id: &str) -> Option<Came<'b>> {
    let referral = fresh.line.row.referral.as_ref();
    let says = match &fresh.verdict {
        Verdict::New => referral.is_some(),
        Verdict::Changed(..) => fresh.touches("referral"),
    };
    says.then(|| Came {
        line: fresh.line.line,
        account: id.to_owned(),
        referral,
    })
}

/// The run of a new account begins with the day on which it came.
fn cursors(added: &[import::Account], now: Instant) -> Vec<(String, Date)> {
    let yesterday = |zone: &str| date_in(zone, now).plus_days(-1);
    added
        .iter()
        .map(|row| (row.id.clone(), yesterday(&row.time_zone)))
        .collect()
}

fn column(field: &str) -> &str {
    match field {
        "seller" => "seller_id",
        "tax_zone" => "tax_zone_id",
        other => other,
    }
}

/// The accounts that rows of the file name.
fn named(books: &Books) -> Vec<&str> {
    let mut named: Vec<&str> = Vec::new();
    named.extend(books.accounts.iter().map(|line| line.reference.as_str()));
    for line in &books.persons {
        named.extend(line.row.account.as_deref());
        named.extend(line.row.memberships.iter().map(|it| it.account.as_str()));
    }
    named.extend(
        books
            .billing_accounts
            .iter()
            .map(|it| it.row.account.as_str()),
    );
    named.extend(books.groups.iter().map(|it| it.row.account.as_str()));
    named.extend(books.subscriptions.iter().map(|it| it.row.account.as_str()));
    named.extend(books.credits.iter().map(|it| it.row.account.as_str()));
    named.extend(books.invoices.iter().map(|it| it.row.account.as_str()));
    named.extend(books.affiliates.iter().map(|it| it.row.account.as_str()));
    named.extend(books.commissions.iter().map(|it| it.row.account.as_str()));
    named.sort_unstable();
    named.dedup();
    named
}

fn seller(
    flaws: &mut Flaws<'_>,
    row: &row::Account,
    sellers: &HashMap<String, SellerFacts>,
) -> Option<String> {
    if let Some(name) = &row.seller {
        let found = flaws.find("seller", sellers, name);
        return found.map(|seller| seller.id.clone());
    }
    let mut all = sellers.values();
    match (all.next(), all.next()) {
        (Some(only), None) => Some(only.id.clone()),
        (None, _) => {
            flaws.add("seller", "is missing, and there is no seller yet");
            None
        }
        (Some(_), Some(_)) => {
            flaws.add("seller", "is missing, and there is more than one seller");
            None
        }
    }
}

fn check_row(flaws: &mut Flaws<'_>, row: &row::Account) {
    check::filled(flaws, "name", &row.name);
    check::address(flaws, &row.address);
    check::zone(flaws, "time_zone", &row.time_zone);
    check::language(flaws, "language", &row.language);
    if row.closed_on.is_some_and(|day| day < row.created_on) {
        flaws.add("closed_on", "is before created_on");
    }
    let day_of_month = |day: &u32| (1..=31).contains(day);
    if row.billing.day.is_some_and(|day| !day_of_month(&day)) {
        flaws.add("billing.day", "is not a day of a month");
    }
    if row.billing.threshold.is_some_and(|day| !day_of_month(&day)) {
        flaws.add("billing.threshold", "is not a day of a month");
    }
    if let Some(vat) = &row.vat_check {
        check::instant(flaws, "vat_check.at", &vat.at);
    }
    check::by_currency(flaws, "credit_alert", row.credit_alert.as_ref());
    if let Some(rule) = &row.top_up {
        let amounts = [
            ("threshold", rule.threshold),
            ("amount", rule.amount),
            ("monthly_ceiling", rule.monthly_ceiling),
        ];
        for (field, amount) in amounts {
            check::from_zero(flaws, format!("top_up.{field}"), amount, rule.currency);
        }
    }
}

fn account(
    fresh: &Fresh<'_, row::Account>,
    id: &str,
    (seller, zone): (String, Option<String>),
) -> import::Account {
    let row = &fresh.line.row;
    import::Account {
        id: id.to_owned(),
        reference: fresh.line.reference.clone(),
        seller_id: seller,
        name: row.name.clone(),
        company: row.company.clone(),
        email: row.email.to_string(),
        invoice_email: row.invoice_email.as_ref().map(ToString::to_string),
        phone: row.phone.clone(),
        address: json(&row.address),
        currency: row.currency.to_string(),
        time_zone: row.time_zone.clone(),
        language: row.language.clone(),
        vat_id: row.vat_id.clone(),
        vat_check: json_if(row.vat_check.as_ref()),
        tax_zone_id: zone,
        tax_exempt: row.tax_exempt.clone(),
        own_reference: row.own_reference.clone(),
        created_on: row.created_on.to_string(),
        closed_on: row.closed_on.map(|day| day.to_string()),
        billing: json(&row.billing),
        credit_first: row.credit_first,
        credit_alert: json_if(row.credit_alert.as_ref()),
        top_up: json_if(row.top_up.as_ref()),
        revision: 0,
    }
}

/// Which accounts (`ref` in the file, id in the database) own the billing accounts that rules of
/// top-ups name.
struct Owners {
    file: HashMap<String, String>,
    known: HashMap<String, BillingAccountFacts>,
}

impl Owners {
    async fn find(job: &mut Job<'_>, books: &Books) -> Result<Self, StoreError> {
        let rules = books
            .accounts
            .iter()
            .filter_map(|line| line.row.top_up.as_ref());
        let named: Vec<&str> = rules.map(|rule| rule.billing_account.as_str()).collect();
        let rows = books.billing_accounts.iter();
        let rows = rows.filter(|line| named.contains(&line.reference.as_str()));
        Ok(Self {
            file: rows
                .map(|line| (line.reference.clone(), line.row.account.clone()))
                .collect(),
            known: import::billing_accounts(job.tx, &named).await?,
        })
    }

    /// That the rule of an account names one of its own.
    fn check(&self, flaws: &mut Flaws<'_>, fresh: &Fresh<'_, row::Account>) {
        if let Some(rule) = &fresh.line.row.top_up
            && !self.own(fresh, &rule.billing_account)
        {
            flaws.add("top_up.billing_account", "is not one of this account");
        }
    }

    fn own(&self, fresh: &Fresh<'_, row::Account>, billing_account: &str) -> bool {
        let file = self.file.get(billing_account);
        let known = self.known.get(billing_account);
        match (file, known, &fresh.verdict) {
            (Some(account), _, _) => *account == fresh.line.reference,
            (None, Some(known), Verdict::Changed(id, ..)) => known.account_id == *id,
            (None, Some(_) | None, Verdict::New) | (None, None, Verdict::Changed(..)) => false,
        }
    }
}
