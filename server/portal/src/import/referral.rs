//! By whom accounts came: checked with the account, written when all affiliates are there.

use std::collections::HashMap;

use store::StoreError;
use store::import::{self, AffiliateFacts};

use super::books::Books;
use super::check;
use super::job::{Flaws, Fresh, Job, Verdict};
use super::row;

/// Codes (in lower case) of the file and of the database.
pub(super) struct Codes {
    /// Program and account (`ref`).
    file: HashMap<String, (String, String)>,
    known: HashMap<String, AffiliateFacts>,
}

/// An account whose referral is to be written, or forgotten.
pub(super) struct Came<'b> {
    pub line: u64,
    pub account: String,
    pub referral: Option<&'b row::Referral>,
}

fn code(referral: &row::Referral) -> String {
    referral.code.as_deref().unwrap_or_default().to_lowercase()
}

impl Codes {
    pub(super) async fn find(job: &mut Job<'_>, books: &Books) -> Result<Self, StoreError> {
        let referrals = books.accounts.iter();
        let referrals = referrals.filter_map(|line| line.row.referral.as_ref());
        let codes: Vec<String> = referrals.map(code).collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let affiliates = books.affiliates.iter().map(|line| &line.row);
        Ok(Self {
            file: affiliates
                .map(|row| {
                    let owner = (row.program.clone(), row.account.clone());
                    (row.code.to_lowercase(), owner)
                })
                .collect(),
            known: import::affiliates_by_code(job.tx, &codes).await?,
        })
    }

    /// What is wrong with the referral of an account.
    pub(super) fn check(&self, flaws: &mut Flaws<'_>, fresh: &Fresh<'_, row::Account>) {
        let Some(referral) = &fresh.line.row.referral else {
            return;
        };
        check::instant(flaws, "referral.at", &referral.at);
        match (&referral.code, &referral.click) {
            (Some(_), None) => {}
            (Some(_), Some(_)) => flaws.add("referral.click", "stands beside a code"),
            (None, Some(_)) => {
                flaws.add("referral.click", "names a click that was not counted here");
                return;
            }
            (None, None) => {
                flaws.add("referral.code", "is missing");
                return;
            }
        }
        let code = code(referral);
        let file = self.file.get(&code);
        let known = self.known.get(&code);
        let own = match (file, known, &fresh.verdict) {
            (Some((_, account)), ..) => *account == fresh.line.reference,
            (None, Some(known), Verdict::Changed(id, _)) => known.account_id == *id,
            (None, Some(_) | None, Verdict::New) | (None, None, Verdict::Changed(..)) => false,
        };
        let program = file.map(|it| &it.0).or(known.map(|it| &it.program));
        match program {
            None => flaws.add("referral.code", "is the code of no affiliate"),
            Some(_) if own => flaws.add("referral.code", "is the account's own"),
            Some(program) if *program != referral.program => {
                flaws.add("referral.program", "is not the program of that code");
            }
            Some(_) => {}
        }
    }
}

/// Writes by whom accounts came.
pub(super) async fn write(job: &mut Job<'_>, came: &[Came<'_>]) -> Result<(), StoreError> {
    let codes: Vec<String> = came.iter().filter_map(|it| it.referral).map(code).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let known = import::affiliates_by_code(job.tx, &codes).await?;
    let (mut rows, mut none) = (Vec::new(), Vec::new());
    for it in came {
        let Some(referral) = it.referral else {
            none.push(it.account.as_str());
            continue;
        };
        let mut flaws = job.flaws(it.line);
        let at = check::instant(&mut flaws, "referral.at", &referral.at);
        let affiliate = flaws.find("referral.code", &known, &code(referral));
        if let (Some(affiliate), Some(at)) = (affiliate, at) {
            rows.push((it.account.clone(), affiliate.id.clone(), at.0));
        }
    }
    import::clear_referrals(job.tx, &none).await?;
    import::put_referrals(job.tx, &rows).await
}
