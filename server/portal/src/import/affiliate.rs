//! Affiliate programs, and who takes part in them.

use std::collections::{BTreeSet, HashMap};

use billing::iban::is_iban;
use model::id::{AffiliateId, ProgramId};
use store::StoreError;
use store::import;

use super::books::{Books, Line};
use super::catalogue::Catalogue;
use super::check::{json, json_if};
use super::job::{Flaws, Fresh, Job, PROVIDER};
use super::row::{self, PayoutTo};
use super::seller::no_fact;

/// The longest code: it is typed by people.
const CODE: usize = 40;

pub(super) async fn programs(
    job: &mut Job<'_>,
    books: &Books,
    catalogue: &Catalogue,
) -> Result<(), StoreError> {
    let kind = "affiliate_program";
    let (mut rows, mut known) = (Vec::new(), Vec::new());
    for fresh in job.judge(kind, &books.programs, no_fact).await? {
        let terms = &fresh.line.row;
        let mut flaws = job.flaws(fresh.line.line);
        for (field, reason) in terms.check() {
            flaws.add(field, reason);
        }
        for (n, plan) in terms.plans.iter().enumerate() {
            flaws.find(format!("plans[{n}]"), &catalogue.plans, plan);
        }
        if !flaws.none() {
            job.step();
            continue;
        }
        let id = fresh.id(|| job.frame.ids.next(job.frame.now, ProgramId::make).into());
        rows.push(import::Program {
            id: id.clone(),
            reference: fresh.line.reference.clone(),
            name: terms.name.clone(),
            currency: terms.currency.to_string(),
            terms: json(terms),
        });
        known.push(job.wrote(kind, &fresh, PROVIDER, &id));
    }
    import::put_programs(job.tx, &rows).await?;
    import::remember(job.tx, kind, &known).await
}

/// Whose part it is, and in what, stays: what was earned hangs on it.
fn fact(field: &str) -> bool {
    matches!(field, "account" | "program")
}

pub(super) async fn affiliates(
    job: &mut Job<'_>,
    lines: &[Line<row::Affiliate>],
) -> Result<(), StoreError> {
    let kind = "affiliate";
    let fresh = job.judge(kind, lines, fact).await?;
    if fresh.is_empty() {
        return Ok(());
    }
    let programs = import::programs(job.tx).await?;
    let mut holders = holders(job, &fresh).await?;
    let (mut rows, mut known) = (Vec::new(), Vec::new());
    for fresh in fresh {
        let row = &fresh.line.row;
        let account = job.account(&row.account);
        let mut flaws = job.flaws(fresh.line.line);
        if account.is_none() {
            let reason = format!("names {:?}, which is not there", row.account);
            flaws.add("account", reason);
        }
        let program = flaws.find("program", &programs, &row.program).cloned();
        check_row(&mut flaws, row);
        let holder = holders.entry(row.code.to_lowercase());
        let holder = holder.or_insert_with(|| fresh.line.reference.clone());
        if *holder != fresh.line.reference {
            flaws.add("code", format!("is that of {holder:?}"));
        }
        let (true, Some(account), Some(program)) = (flaws.none(), account, program) else {
            job.step();
            continue;
        };
        let id = fresh.id(|| job.frame.ids.next(job.frame.now, AffiliateId::make).into());
        rows.push(affiliate(&fresh, &id, (&account, program)));
        known.push(job.wrote(kind, &fresh, &account, &id));
    }
    import::put_affiliates(job.tx, &rows).await?;
    import::remember(job.tx, kind, &known).await
}

/// Which affiliate (`ref`) has each of the codes (in lower case), as far as they are known.
async fn holders(
    job: &mut Job<'_>,
    fresh: &[Fresh<'_, row::Affiliate>],
) -> Result<HashMap<String, String>, StoreError> {
    let codes = fresh.iter().map(|it| it.line.row.code.to_lowercase());
    let codes: Vec<String> = codes.collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let known = import::affiliates_by_code(job.tx, &codes).await?;
    Ok(known
        .into_iter()
        .map(|(code, it)| (code, it.reference))
        .collect())
}

fn check_row(flaws: &mut Flaws<'_>, row: &row::Affiliate) {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !(2..=CODE).contains(&row.code.len()) || !row.code.bytes().all(sign) {
        let reason = "is not a code of 2 to 40 letters, digits and dashes";
        flaws.add("code", reason);
    }
    let mut days = BTreeSet::new();
    for (n, clicks) in row.clicks.iter().enumerate() {
        if !days.insert(clicks.day) {
            flaws.add(format!("clicks[{n}].day"), "is there twice");
        }
    }
    let Some(payout) = &row.payout else { return };
    match (payout.to, &payout.iban) {
        (PayoutTo::Bank, None) => flaws.add("payout.iban", "is missing"),
        (PayoutTo::Bank | PayoutTo::Credit, Some(iban)) if !is_iban(iban) => {
            flaws.add("payout.iban", "is not an IBAN");
        }
        (PayoutTo::Bank, Some(_)) | (PayoutTo::Credit, _) => {}
    }
}

fn affiliate(
    fresh: &Fresh<'_, row::Affiliate>,
    id: &str,
    (account, program): (&str, String),
) -> import::Affiliate {
    let row = &fresh.line.row;
    let clicks = row.clicks.iter();
    import::Affiliate {
        id: id.to_owned(),
        reference: fresh.line.reference.clone(),
        account_id: account.to_owned(),
        program_id: program,
        code: row.code.clone(),
        joined_on: row.joined_on.to_string(),
        payout: json_if(row.payout.as_ref()),
        clicks: clicks
            .map(|it| (it.day.to_string(), i64::from(it.n)))
            .collect(),
    }
}
