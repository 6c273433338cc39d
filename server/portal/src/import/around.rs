//! What facts refer to, looked up at once.

use std::collections::HashMap;

use billing::number::DocumentKind;
use model::id::{AccountId, InvoiceId};
use store::StoreError;
use store::import::{
    self, AccountFacts, BillingAccountFacts, InvoiceFacts, SellerFacts, SubscriptionFacts,
};

use super::books::{Books, Line};
use super::catalogue::Catalogue;
use super::job::{Fresh, Job, Verdict};
use super::number::Numbers;
use super::row;

/// An invoice of the file or of the database that others may name.
#[derive(Clone)]
pub(super) struct Target {
    pub id: InvoiceId,
    /// The account's `ref` (in the file) and id.
    pub account: AccountId,
    pub lines: usize,
}

/// All of it.
pub(super) struct Around<'a> {
    pub catalogue: &'a Catalogue,
    pub accounts: HashMap<String, AccountFacts>,
    /// Sellers by id.
    pub sellers: HashMap<String, SellerFacts>,
    pub subscriptions: HashMap<String, SubscriptionFacts>,
    pub payers: HashMap<String, Vec<String>>,
    pub billing_accounts: HashMap<String, BillingAccountFacts>,
    /// Invoices that were there before.
    pub invoices: HashMap<String, InvoiceFacts>,
    pub targets: HashMap<String, Target>,
    pub numbers: Numbers,
}

impl<'a> Around<'a> {
    pub(super) async fn find(
        job: &mut Job<'_>,
        books: &Books,
        catalogue: &'a Catalogue,
        fresh: &[Fresh<'_, row::Invoice>],
    ) -> Result<Self, StoreError> {
        let sellers = import::sellers(job.tx).await?;
        let numbers = Numbers::find(job.tx, books, &sellers).await?;
        let subscriptions = import::subscriptions(job.tx, &subscriptions(books)).await?;
        let ids: Vec<&str> = subscriptions.values().map(|it| it.id.as_str()).collect();
        let payers = import::payers(job.tx, &ids).await?;
        let billing_accounts = import::billing_accounts(job.tx, &methods(books)).await?;
        let invoices = import::invoices(job.tx, &invoices(books)).await?;
        let accounts = std::mem::take(&mut job.accounts);
        let targets = targets(job, &accounts, &invoices, fresh);
        Ok(Self {
            catalogue,
            accounts,
            sellers: sellers
                .into_values()
                .map(|it| (it.id.clone(), it))
                .collect(),
            subscriptions,
            payers,
            billing_accounts,
            invoices,
            targets,
            numbers,
        })
    }

    /// What stands before the number in the references of bookings.
    pub(super) fn prefix(&self, seller: &str) -> &str {
        self.sellers
            .get(seller)
            .map_or("", |it| it.reference.as_str())
    }

    /// Notes that the numbers of documents were given.
    pub(super) fn numbered(
        &mut self,
        invoices: &[store::booking::Invoice],
        notes: &[store::booking::CreditNote],
    ) {
        for it in invoices {
            self.numbers
                .written(&it.seller_id, DocumentKind::Invoice, it.series);
        }
        for it in notes {
            self.numbers
                .written(&it.seller_id, DocumentKind::CreditNote, it.series);
        }
    }
}

fn all_lines(books: &Books) -> impl Iterator<Item = &row::Line> {
    let invoices = books.invoices.iter().flat_map(|it| &it.row.lines);
    invoices.chain(books.credit_notes.iter().flat_map(|it| &it.row.lines))
}

fn once(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names.dedup();
    names
}

fn subscriptions(books: &Books) -> Vec<&str> {
    let named = all_lines(books).filter_map(|line| line.subscription.as_deref());
    once(named.collect())
}

fn methods(books: &Books) -> Vec<&str> {
    let rows = books.invoices.iter().map(|line| &line.row);
    let mut names = Vec::new();
    for row in rows {
        let payments = row.payments.iter();
        names.extend(payments.filter_map(|it| it.billing_account.as_deref()));
        names.extend(row.payers.iter().flatten().map(String::as_str));
    }
    once(names)
}

fn invoices(books: &Books) -> Vec<&str> {
    let corrected = all_lines(books).filter_map(|line| line.corrects.as_ref());
    let mut names: Vec<&str> = corrected.map(|it| it.invoice.as_str()).collect();
    names.extend(books.credit_notes.iter().map(|it| it.row.invoice.as_str()));
    once(names)
}

/// What others may name: invoices of the database, and those that this file brings.
fn targets(
    job: &Job<'_>,
    accounts: &HashMap<String, AccountFacts>,
    known: &HashMap<String, InvoiceFacts>,
    fresh: &[Fresh<'_, row::Invoice>],
) -> HashMap<String, Target> {
    let mut targets = HashMap::new();
    for (name, facts) in known {
        let (Ok(id), Ok(account)) = (facts.id.parse(), facts.account_id.parse()) else {
            continue;
        };
        let lines = usize::try_from(facts.line_count).unwrap_or_default();
        targets.insert(name.clone(), Target { id, account, lines });
    }
    for Fresh { line, verdict } in fresh {
        let Line { reference, row, .. } = line;
        let account = accounts.get(&row.account).and_then(|it| it.id.parse().ok());
        if let (Verdict::New, Some(account)) = (verdict, account) {
            let id = job.frame.ids.next(job.frame.now, InvoiceId::make);
            let lines = row.lines.len();
            targets.insert(reference.clone(), Target { id, account, lines });
        }
    }
    targets
}
