//! The billing accounts of an account, as they are shown and as billing's resolver needs them.

mod ahead;

pub(crate) use ahead::{Ahead, Forecast};

use std::collections::{BTreeMap, HashMap};

use billing::payer::{Cap, Charge, Payer, Standing, foreseen, missed};
use model::billing_account::{Method, PayerView};
use model::caller::{Caller, Permission};
use model::currency::Currency;
use model::id::{AccountId, BillingAccountId};
use model::money::Money;
use model::time::{Date, days_in_month};
use store::billing_account::read::{Row, all};
use store::{StoreError, Tx};

use crate::failure::Failure;

/// The billing accounts of an account, the default first.
pub(crate) struct Payers {
    today: Date,
    known: Vec<Known>,
}

/// A billing account with what was captured by it this month.
pub(crate) struct Known {
    /// As it is stored.
    pub row: Row,
    payer: Payer,
}

impl Payers {
    /// None at all, for those who may not know what they pay.
    pub(crate) const fn none(today: Date) -> Self {
        let known = Vec::new();
        Self { today, known }
    }

    /// Reads them, with one statement.
    pub(crate) async fn read(
        tx: &mut Tx,
        account: &AccountId,
        today: Date,
    ) -> Result<Self, Failure> {
        let rows = all(tx, &[account.as_str()], month_of(today)).await?;
        let known: Result<Vec<Known>, StoreError> = rows.into_iter().map(known).collect();
        let known = known?;
        Ok(Self { today, known })
    }

    /// The same of many accounts, each with today's date in its zone.
    pub(crate) async fn read_all(
        tx: &mut Tx,
        accounts: &[(&AccountId, Date)],
    ) -> Result<HashMap<AccountId, Self>, StoreError> {
        let mut found: HashMap<AccountId, Self> = HashMap::new();
        let mut months: BTreeMap<(Date, Date), Vec<&str>> = BTreeMap::new();
        for (account, today) in accounts {
            found.insert((*account).clone(), Self::none(*today));
            let same = months.entry(month_of(*today)).or_default();
            same.push(account.as_str());
        }
        for (month, accounts) in months {
            for row in all(tx, &accounts, month).await? {
                if let Some(of) = found.get_mut(&row.account_id) {
                    of.known.push(known(row)?);
                }
            }
        }
        Ok(found)
    }

    /// All that are not removed.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Known> {
        self.known
            .iter()
            .filter(|known| known.payer.standing != Standing::Removed)
    }

    /// Who makes a charge: the first of the list, then the default, that can.
    pub(crate) fn who(&self, list: &[BillingAccountId], charge: Charge) -> Option<&Known> {
        let order = self.order(list);
        let payers: Vec<Payer> = order.iter().map(|at| at.payer.clone()).collect();
        let chosen = foreseen(&payers, charge, self.today)?;
        order.into_iter().find(|known| known.payer.id == chosen)
    }

    /// Who can make a charge in a currency on a day, whatever its amount: of the list, then the
    /// default. What is paid by hand stands where it is: nobody behind it is charged. What their
    /// caps leave is for the plan of a checkout.
    pub(crate) fn able(
        &self,
        list: &[BillingAccountId],
        (currency, on): (Currency, Date),
    ) -> impl Iterator<Item = &Known> {
        let amount = Money::zero(currency);
        let able = move |known: &&Known| known.payer.able(Charge { on, amount });
        let charged = |known: &&Known| known.row.method.0 != Method::BankTransfer;
        self.in_order(list)
            .into_iter()
            .filter(able)
            .take_while(charged)
    }

    /// A billing account that would make a charge if it did not end before.
    pub(crate) fn misses(&self, list: &[BillingAccountId], charge: Charge) -> Option<&Known> {
        let order = self.order(list);
        let payers: Vec<Payer> = order.iter().map(|at| at.payer.clone()).collect();
        let missed = missed(&payers, charge, self.today)?;
        order.into_iter().find(|known| known.payer.id == missed)
    }

    /// Whether any of them has a cap, so that the amount of a charge matters.
    pub(crate) fn capped(&self) -> bool {
        self.known.iter().any(|known| !known.payer.caps.is_empty())
    }

    fn order(&self, list: &[BillingAccountId]) -> Vec<&Known> {
        let listed = list.iter().filter_map(|id| self.find(id));
        listed.chain(self.default()).collect()
    }

    /// The list as it is gone through, the default last.
    pub(crate) fn in_order(&self, list: &[BillingAccountId]) -> Vec<&Known> {
        let listed: Vec<&Known> = list.iter().filter_map(|id| self.find(id)).collect();
        let default = self.default().filter(|known| !list.contains(known.id()));
        let order = listed.into_iter().chain(default);
        let removed = |known: &&Known| known.payer.standing == Standing::Removed;
        order.filter(|known| !removed(known)).collect()
    }

    /// As it is named beside what it pays; `charge` is the day of its next charge. Without the
    /// right to see billing accounts no more than the kind of method is named.
    pub(crate) fn view(&self, known: &Known, caller: &Caller, charge: Option<Date>) -> PayerView {
        let row = &known.row;
        let shown = caller.may(Permission::ViewBillingAccounts);
        let only = |text: Option<&String>| text.filter(|_| shown).cloned();
        PayerView {
            id: row.id.clone(),
            name: only(row.name.as_ref()),
            method: row.method.0,
            brand: only(row.brand.as_ref()),
            tail: only(row.last4.as_ref().or(row.iban_masked.as_ref())),
            expires: known.payer.expires.filter(|_| shown),
            status: known.payer.status(self.today, charge),
            default: row.is_default,
        }
    }

    pub(crate) fn find(&self, id: &BillingAccountId) -> Option<&Known> {
        self.known.iter().find(|known| known.id() == id)
    }

    fn default(&self) -> Option<&Known> {
        self.known.iter().find(|known| known.row.is_default)
    }
}

impl Known {
    /// The last day on which it is good, if it ends.
    pub(crate) fn last_good(&self) -> Option<Date> {
        self.payer.last_good_day()
    }

    pub(crate) const fn id(&self) -> &BillingAccountId {
        &self.row.id
    }

    /// What its caps leave of this month in a currency, in minor units; none without a cap.
    pub(crate) fn room(&self, currency: Currency) -> Option<i64> {
        self.payer.room(currency)
    }
}

/// The first and the last day of a day's calendar month.
fn month_of(today: Date) -> (Date, Date) {
    let (year, month, day) = today.parts();
    let first = today.plus_days(1 - day.cast_signed());
    let last = first.plus_days(days_in_month(year, month).cast_signed() - 1);
    (first, last)
}

fn known(row: Row) -> Result<Known, StoreError> {
    let caps = row.caps()?.into_iter();
    let payer = Payer {
        id: row.id.clone(),
        method: row.method.0,
        standing: standing(&row.status)?,
        expires: row.expires.as_deref().map(month).transpose()?,
        caps: caps.map(|(most, used)| Cap { most, used }).collect(),
    };
    Ok(Known { row, payer })
}

fn standing(text: &str) -> Result<Standing, StoreError> {
    match text {
        "pending_verification" => Ok(Standing::PendingVerification),
        "active" => Ok(Standing::Active),
        "failing" => Ok(Standing::Failing),
        "removed" => Ok(Standing::Removed),
        other => Err(StoreError::unreadable("billing_account.status", other)),
    }
}

/// `YYYY-MM`.
fn month(text: &str) -> Result<(i32, u32), StoreError> {
    let first = format!("{text}-01").parse::<Date>();
    let first = first.map_err(|_| StoreError::unreadable("billing_account.expires", text))?;
    let (year, month, _) = first.parts();
    Ok((year, month))
}

/// How a person recognises a billing account in a line of text: its own name, else brand and the
/// last digits or the masked IBAN.
pub(crate) fn recognised(
    name: Option<String>,
    brand: Option<&str>,
    tail: Option<&str>,
) -> Option<String> {
    name.or_else(|| match (brand, tail) {
        (Some(brand), Some(tail)) => Some(format!("{} •••• {tail}", capital(brand))),
        (Some(brand), None) => Some(capital(brand)),
        (None, tail) => tail.map(str::to_owned),
    })
}

fn capital(text: &str) -> String {
    let mut signs = text.chars();
    let first = signs.next().into_iter().flat_map(char::to_uppercase);
    first.chain(signs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_billing_account_is_recognised() {
        let own = recognised(Some("Büro".into()), Some("visa"), Some("1881"));
        assert_eq!(own.as_deref(), Some("Büro"));
        let card = recognised(None, Some("visa"), Some("1881"));
        assert_eq!(card.as_deref(), Some("Visa •••• 1881"));
        let bank = recognised(None, None, Some("DE•• 3000"));
        assert_eq!(bank.as_deref(), Some("DE•• 3000"));
        assert_eq!(recognised(None, None, None), None);
    }

    #[test]
    fn a_month_is_year_and_month() {
        assert_eq!(month("2027-02").unwrap(), (2027, 2));
        assert!(month("2027-13").is_err());
        assert!(standing("asleep").is_err());
    }
}
