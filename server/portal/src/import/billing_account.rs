//! Saved payment methods.

use std::collections::{HashMap, HashSet};

use model::billing_account::Method;
use model::id::BillingAccountId;
use model::time::Date;
use store::StoreError;
use store::import::{self, PersonFacts};

use super::books::Line;
use super::check::{self, json_if};
use super::job::{Flaws, Fresh, Job, Verdict};
use super::row;
use super::seller::no_fact;

const KIND: &str = "billing_account";

/// What rows of this type refer to.
struct Around {
    persons: HashMap<String, PersonFacts>,
    members: HashSet<(String, String)>,
    /// The default billing account (`ref`) of each account (id).
    defaults: HashMap<String, String>,
}

pub(super) async fn write(
    job: &mut Job<'_>,
    lines: &[Line<row::BillingAccount>],
) -> Result<(), StoreError> {
    let fresh = job.judge(KIND, lines, no_fact).await?;
    let mut around = around(job, lines).await?;
    let (mut added, mut known, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for fresh in fresh {
        let account = job.account(&fresh.line.row.account);
        let gateways = &job.frame.adapters.gateways;
        let mut flaws = job.flaws(fresh.line.line);
        check_row(&mut flaws, &fresh.line.row, gateways);
        let people = people(&mut flaws, &fresh, account.as_deref(), &mut around);
        let (true, Some(account), Some(people)) = (flaws.none(), account, people) else {
            job.step();
            continue;
        };
        let id = fresh.id(|| {
            job.frame
                .ids
                .next(job.frame.now, BillingAccountId::make)
                .into()
        });
        let row = billing_account(&fresh, &id, (&account, &people.0));
        match &fresh.verdict {
            Verdict::New => added.push(row),
            Verdict::Changed(_, fields) => {
                let columns = columns(fields);
                import::change_billing_account(job.tx, &row, &columns).await?;
            }
        }
        if fresh.touches("shared_with") {
            if matches!(fresh.verdict, Verdict::Changed(..)) {
                import::clear_shares(job.tx, &id).await?;
            }
            shares.extend(people.1.into_iter().map(|person| (id.clone(), person)));
        }
        known.push(job.wrote(KIND, &fresh, &account, &id));
    }
    import::add_billing_accounts(job.tx, &added).await?;
    import::add_shares(job.tx, &shares).await?;
    import::remember(job.tx, KIND, &known).await
}

fn columns(fields: &[String]) -> Vec<&str> {
    fields
        .iter()
        .map(|field| match field.as_str() {
            "account" => "account_id",
            "owner" => "owner_id",
            "default" => "is_default",
            other => other,
        })
        .collect()
}

async fn around(
    job: &mut Job<'_>,
    lines: &[Line<row::BillingAccount>],
) -> Result<Around, StoreError> {
    let mut names: Vec<&str> = Vec::new();
    let mut accounts: Vec<&str> = Vec::new();
    for line in lines {
        names.push(&line.row.owner);
        names.extend(line.row.shared_with.iter().map(String::as_str));
        accounts.extend(job.accounts.get(&line.row.account).map(|it| it.id.as_str()));
    }
    names.sort_unstable();
    names.dedup();
    accounts.sort_unstable();
    accounts.dedup();
    let members = import::memberships(job.tx, &accounts).await?;
    Ok(Around {
        persons: import::persons(job.tx, &names).await?,
        members: members.into_keys().collect(),
        defaults: import::defaults(job.tx, &accounts).await?,
    })
}

fn check_row(flaws: &mut Flaws<'_>, row: &row::BillingAccount, gateways: &[String]) {
    // What the customer transfers is asked of no gateway.
    if row.method != Method::BankTransfer {
        flaws.set("gateway", gateways, &row.gateway);
    }
    check::filled(flaws, "token", &row.token);
    let digits = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if row.last4.as_deref().is_some_and(|text| !digits(text)) {
        flaws.add("last4", "is not four digits");
    }
    let month = |text: &str| text.len() == 7 && format!("{text}-01").parse::<Date>().is_ok();
    if row.expires.as_deref().is_some_and(|text| !month(text)) {
        flaws.add("expires", "is not a month such as 2028-09");
    }
    // An IBAN has up to 34 signs, of which at most eight may be shown.
    let shown = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    if row
        .iban_masked
        .as_deref()
        .is_some_and(|text| shown(text) > 8)
    {
        flaws.add("iban_masked", "shows more than eight digits");
    }
    if row.method == Method::Card && row.iban_masked.is_some() {
        flaws.add("iban_masked", "does not belong to a card");
    }
    check::by_currency(flaws, "monthly_cap", row.monthly_cap.as_ref());
}

/// The owner and those who share it (ids): all of them members of the account.
fn people(
    flaws: &mut Flaws<'_>,
    fresh: &Fresh<'_, row::BillingAccount>,
    account: Option<&str>,
    around: &mut Around,
) -> Option<(String, Vec<String>)> {
    let row = &fresh.line.row;
    let Some(account) = account else {
        flaws.add(
            "account",
            format!("names {:?}, which is not there", row.account),
        );
        return None;
    };
    if row.default {
        let holder = around.defaults.entry(account.to_owned());
        let holder = holder.or_insert_with(|| fresh.line.reference.clone());
        if *holder != fresh.line.reference {
            flaws.add(
                "default",
                format!("{holder:?} is the default of this account"),
            );
        }
    }
    let mut member = |field: String, name: &String| {
        let person = flaws.find(field.clone(), &around.persons, name)?.id.clone();
        let belongs = around
            .members
            .contains(&(person.clone(), account.to_owned()));
        if !belongs {
            flaws.add(field, format!("{name:?} does not belong to the account"));
        }
        belongs.then_some(person)
    };
    let owner = member("owner".to_owned(), &row.owner);
    let mut shares = Vec::new();
    for (n, name) in row.shared_with.iter().enumerate() {
        if !shares.contains(name) {
            shares.push(member(format!("shared_with[{n}]"), name)?);
        }
    }
    shares.sort_unstable();
    shares.dedup();
    Some((owner?, shares))
}

fn billing_account(
    fresh: &Fresh<'_, row::BillingAccount>,
    id: &str,
    (account, owner): (&str, &str),
) -> import::BillingAccount {
    let row = &fresh.line.row;
    import::BillingAccount {
        id: id.to_owned(),
        reference: fresh.line.reference.clone(),
        account_id: account.to_owned(),
        owner_id: owner.to_owned(),
        method: row.method.as_str().to_owned(),
        gateway: row.gateway.clone(),
        token: row.token.clone(),
        customer_token: row.customer_token.clone(),
        brand: row.brand.clone(),
        last4: row.last4.clone(),
        expires: row.expires.clone(),
        iban_masked: row.iban_masked.clone(),
        name: row.name.clone(),
        address: json_if(row.address.as_ref()),
        is_default: row.default,
        monthly_cap: json_if(row.monthly_cap.as_ref()),
        mandate: json_if(row.mandate.as_ref()),
        status: row.status.as_str().to_owned(),
        first_used_on: row.first_used_on.map(|day| day.to_string()),
    }
}
