use std::collections::{BTreeMap, HashMap};

use billing::checkout::{Bounds, Order as Planned};
use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, CheckoutId, PaymentId};
use model::time::{Date, Instant};
use store::column::As;
use store::payment::Checkout;
use store::run::CHARGE_OF;
use store::{StoreError, Tx};

use super::collect::Collected;
use crate::booking::{AccountBook, BookingError};
use crate::checkout::{Entry, Gateways, bounds, minimum};
use crate::ids::Ids;
use crate::payers::{Known, Payers, recognised};

/// What is charged within so many days says what is usual.
const USUAL_DAYS: i32 = 365;

/// Who of an account can be charged by itself, and by whom.
pub(super) struct Cashier<'a> {
    pub gateways: &'a Gateways,
    pub payers: Payers,
    /// The highest capture of 12 months by currency, in minor units.
    highest: BTreeMap<Currency, i64>,
}

/// The cashiers of accounts, each with today's date in its zone; none without payment providers.
pub(super) async fn cashiers<'a>(
    tx: &mut Tx,
    gateways: &'a Gateways,
    accounts: &[(&AccountId, Date)],
) -> Result<HashMap<AccountId, Cashier<'a>>, StoreError> {
    let mut cashiers = HashMap::new();
    let since = accounts.iter().map(|(_, today)| *today).min();
    let Some(since) = since.filter(|_| gateways.all().next().is_some()) else {
        return Ok(cashiers);
    };
    for (account, payers) in Payers::read_all(tx, accounts).await? {
        let cashier = Cashier {
            gateways,
            payers,
            highest: BTreeMap::new(),
        };
        cashiers.insert(account, cashier);
    }
    let ids: Vec<&str> = accounts.iter().map(|(id, _)| id.as_str()).collect();
    let since = since.plus_days(-USUAL_DAYS);
    for (As(account), As(currency), minor) in store::payment::highest(tx, &ids, since).await? {
        if let Some(of) = cashiers.get_mut(&account) {
            of.highest.insert(currency, minor);
        }
    }
    Ok(cashiers)
}

/// Whose charge the run begins, and when.
pub(super) struct Charging<'a> {
    pub ids: &'a Ids,
    pub account: &'a AccountId,
    /// The real day in the account's zone.
    pub today: Date,
    pub now: Instant,
}

impl Cashier<'_> {
    /// Begins the charge of an order, by a checkout that nobody confirmed.
    pub(super) fn charge(
        &self,
        of: &Charging<'_>,
        book: &mut AccountBook<'_>,
        (order, collected): (&Planned, &mut Collected),
    ) -> Result<PaymentId, BookingError> {
        let (ids, now) = (of.ids, of.now);
        let id = ids.next(now, CheckoutId::make);
        let checkout = Checkout {
            key: id.to_string(),
            id,
            account_id: of.account.clone(),
            digest: String::new(),
            person_id: None,
            created_at: now.0,
        };
        let entry = Entry {
            ids,
            gateways: self.gateways,
            payers: &self.payers,
            checkout: &checkout,
            today: of.today,
            at: now,
        };
        let (mut row, parts) = entry.begun(book, 1, order)?;
        collected.acts.push(entry.act(std::slice::from_ref(&row)));
        // Whoever looks at payments sends it at once, and asks again after a minute.
        (row.next_look_at, row.looks) = (Some(now.0), -1);
        let invoices = parts.iter().map(|part| &part.invoice_id);
        let waited = invoices.map(|invoice| format!("{CHARGE_OF}{invoice}"));
        collected.unparked.extend(waited);
        collected.parts.extend(parts);
        let payment = row.id.clone();
        collected.charges.push((checkout, row));
        Ok(payment)
    }

    /// Who can be charged in a currency on a day, of a list and then the default, in order.
    pub fn able(
        &self,
        list: &[BillingAccountId],
        (currency, on): (Currency, Date),
    ) -> Vec<BillingAccountId> {
        let able = self.payers.able(list, (currency, on));
        let able = able.filter(|it| minimum(it, currency, self.gateways).is_some());
        able.map(|it| it.id().clone()).collect()
    }

    /// What can be taken of one at once.
    pub fn bounds(&self, payer: &BillingAccountId, currency: Currency) -> Bounds {
        let known = self.payers.find(payer);
        known.map_or_else(Bounds::default, |it| bounds(it, currency, self.gateways))
    }

    /// The highest capture of 12 months, in minor units.
    pub fn highest(&self, currency: Currency) -> i64 {
        self.highest.get(&currency).copied().unwrap_or_default()
    }

    /// How a person recognises a billing account.
    pub fn name(&self, payer: &BillingAccountId) -> Option<String> {
        self.payers.find(payer).and_then(named)
    }
}

fn named(known: &Known) -> Option<String> {
    let row = &known.row;
    let tail = row.last4.as_ref().or(row.iban_masked.as_ref());
    let tail = tail.map(String::as_str);
    recognised(row.name.clone(), row.brand.as_deref(), tail)
}
