use std::collections::{BTreeMap, BTreeSet};

use billing::checkout::{Bounds, Item, Plan, plan};
use billing::policy::Policy;
use model::billing_account::Method as Kind;
use model::caller::{Caller, Permission};
use model::currency::Currency;
use model::fault::{Fault, Problem};
use model::id::{AccountId, BillingAccountId, InvoiceId};
use model::money::Money;
use model::payment::Wish;
use model::time::Date;
use store::billing_account::detail;
use store::invoice::list::{Ask, Due, Order, Row, list, one};
use store::{StoreError, Tx};

use super::till::Gateways;
use crate::desk::{require, require_for_one, require_proof, scope};
use crate::failure::Failure;
use crate::payers::{Known, Payers};

/// So many invoices are paid at once.
const MOST: usize = 500;

/// So many that are not open are looked for one by one; what is not there is not paid anyway.
const MOST_NAMED: usize = 20;

/// What decides how an account's invoices are paid.
pub(super) struct Facts {
    pub today: Date,
    /// The open invoices that the caller may see and no payment is in flight for, the first due
    /// first.
    pub invoices: Vec<Row>,
    /// The first of those that a payment is in flight for.
    pub flying: Vec<Row>,
    /// Whether there are more than can be paid at once.
    pub more: bool,
    pub payers: Payers,
    /// What is available of credit, by currency; nothing for those who may not see it.
    pub credit: BTreeMap<Currency, i64>,
    /// Whether the seller takes parts, once that was asked.
    parts: bool,
    /// The invoices for which money stands apart, once that was asked.
    pub apart: BTreeSet<InvoiceId>,
    own: Own,
}

/// The billing accounts that a caller may have charged; all of them if absent.
pub(super) struct Own(Option<BTreeSet<BillingAccountId>>);

impl Facts {
    /// Of an account, as a caller may pay.
    pub async fn load(tx: &mut Tx, caller: &Caller, today: Date) -> Result<Self, Failure> {
        let account = &caller.account;
        let mut invoices = open(tx, caller, false).await?;
        let more = invoices.len() > MOST;
        invoices.truncate(MOST);
        let payers = Payers::read(tx, account, today).await?;
        let credit = if caller.may(Permission::ViewCredit) {
            available(tx, account, today).await?
        } else {
            BTreeMap::new()
        };
        Ok(Self {
            today,
            invoices,
            flying: open(tx, caller, true).await?,
            more,
            own: Own::of(tx, caller).await?,
            parts: false,
            apart: BTreeSet::new(),
            payers,
            credit,
        })
    }

    /// That all that a wish names is there for the caller; it may have been paid meanwhile.
    ///
    /// # Errors
    /// `NotFound` otherwise.
    pub async fn know(&self, tx: &mut Tx, caller: &Caller, wish: &Wish) -> Result<(), Failure> {
        let rows = self.invoices.iter().chain(&self.flying);
        let listed = |id: &&InvoiceId| rows.clone().any(|row| row.id == **id);
        let named = wish.invoices.iter().flatten();
        for id in named.filter(|id| !listed(id)).take(MOST_NAMED) {
            let found = one(tx, &caller.account, &scope(caller), id).await?;
            found.ok_or(Fault::NotFound)?;
        }
        // One that the caller may not have charged looks the same as one that is not there.
        let own = |id| self.payers.find(id).is_some_and(|it| self.is_own(it));
        let payer = wish.payer.iter().all(own);
        Ok(payer.then_some(()).ok_or(Fault::NotFound)?)
    }

    /// Looks up whether the seller takes parts.
    pub async fn ask_for_parts(&mut self, tx: &mut Tx, caller: &Caller) -> Result<(), Failure> {
        self.parts = policy(tx, &caller.account).await?.partial_payments;
        Ok(())
    }

    /// Looks up for which of them money has come that is being looked into: nothing keeps the
    /// customer from paying those, but he is told.
    pub async fn look_for_apart(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let ids: Vec<&str> = self.invoices.iter().map(|row| row.id.as_str()).collect();
        self.apart = store::run::apart(tx, &ids).await?.into_iter().collect();
        Ok(())
    }

    /// The invoices that are wished and can be paid now.
    pub fn wanted<'a>(&'a self, wish: &'a Wish) -> impl Iterator<Item = &'a Row> {
        let named = |row: &&Row| {
            let named = wish.invoices.as_ref();
            named.is_none_or(|it| it.contains(&row.id))
        };
        self.invoices.iter().filter(named)
    }

    /// How a wish would be paid now.
    ///
    /// # Errors
    /// `Invalid` on `amount` where the part of an invoice may not be paid.
    pub fn plan(&self, wish: &Wish, gateways: &Gateways) -> Result<Plan, Failure> {
        let items: Result<Vec<Item>, Failure> = self
            .wanted(wish)
            .map(|row| {
                let mut item = self.item(row, wish, gateways)?;
                item.open = self.part(&item, wish, gateways)?;
                Ok(item)
            })
            .collect();
        let bounds = |payer: &BillingAccountId, currency| {
            let known = self.payers.find(payer);
            known.map_or_else(Bounds::default, |it| bounds(it, currency, gateways))
        };
        Ok(plan(&items?, &self.credit, bounds))
    }

    fn item(&self, row: &Row, wish: &Wish, gateways: &Gateways) -> Result<Item, Failure> {
        let list = match &wish.payer {
            Some(payer) => vec![payer.clone()],
            None => row.payers()?,
        };
        let able = self.payers.able(&list, (row.currency, self.today));
        let asked = able.filter(|it| wish.payer.as_ref().is_none_or(|payer| payer == it.id()));
        // What the caller cannot charge counts as absent.
        let may = asked.filter(|it| self.charges(it, row.currency, gateways));
        Ok(Item {
            invoice: row.id.clone(),
            number: row.number.clone(),
            due_on: row.due_on,
            open: Money::new(row.open_minor, row.currency),
            credit: wish.credit,
            payers: may.map(|it| it.id().clone()).collect(),
        })
    }

    /// Whether a part may be paid: of one invoice that is named, where the seller takes parts.
    pub fn takes_part(&self, wish: &Wish) -> bool {
        self.parts && wish.invoices.as_ref().is_some_and(|ids| ids.len() == 1)
    }

    /// What is to be paid of an invoice: all that is open, or the part that is wished.
    fn part(&self, item: &Item, wish: &Wish, gateways: &Gateways) -> Result<Money, Fault> {
        let (open, currency) = (item.open, item.open.currency);
        let wrong = |problem| Fault::field("amount", problem);
        let Some(text) = &wish.amount else {
            return Ok(open);
        };
        let one = wish.invoices.as_ref().is_some_and(|ids| ids.len() == 1);
        let part = Money::typed(text, currency).ok().filter(|_| one);
        let part = part.ok_or_else(|| wrong(Problem::Malformed))?;
        if part.minor > open.minor {
            return Err(wrong(Problem::TooMuch { most: open }));
        }
        let least = self.least(item, gateways).min(open.minor);
        if part.minor < least {
            let least = Money::new(least, currency);
            return Err(wrong(Problem::TooLittle { least }));
        }
        Ok(part)
    }

    /// The smallest part of an invoice, in minor units: what the method takes of whoever pays it,
    /// and all of it where the seller takes no parts.
    fn least(&self, item: &Item, gateways: &Gateways) -> i64 {
        if !self.parts {
            return item.open.minor;
        }
        let payer = item.payers.first().and_then(|id| self.payers.find(id));
        let least = payer.and_then(|it| minimum(it, item.open.currency, gateways));
        least.map_or(1, |least| least.minor)
    }

    /// Whether the caller may have it charged, and it can be.
    pub fn charges(&self, known: &Known, currency: Currency, gateways: &Gateways) -> bool {
        self.is_own(known) && minimum(known, currency, gateways).is_some()
    }

    fn is_own(&self, known: &Known) -> bool {
        self.own.has(known)
    }
}

/// The first open invoices by due date, one more than can be paid at once.
async fn open(tx: &mut Tx, caller: &Caller, in_flight: bool) -> Result<Vec<Row>, Failure> {
    let ask = Ask {
        account: &caller.account,
        scope: &scope(caller),
        after: None,
        search: None,
        rows: i64::try_from(MOST).unwrap_or_default() + 1,
    };
    let due = Due {
        in_flight: Some(in_flight),
        ..Due::default()
    };
    Ok(list(tx, &ask, Order::Due(due)).await?)
}

impl Own {
    /// What a member may have charged: the own ones, and what is shared.
    pub async fn of(tx: &mut Tx, caller: &Caller) -> Result<Self, StoreError> {
        if caller.administers() {
            return Ok(Self(None));
        }
        let own = detail::own(tx, &caller.account, &caller.person).await?;
        Ok(Self(Some(own.into_iter().collect())))
    }

    /// Whether that is one of them.
    pub fn has(&self, known: &Known) -> bool {
        self.0.as_ref().is_none_or(|it| it.contains(known.id()))
    }
}

/// What can be taken from a billing account at once.
pub(crate) fn bounds(known: &Known, currency: Currency, gateways: &Gateways) -> Bounds {
    let least = minimum(known, currency, gateways);
    Bounds {
        least: least.map_or(0, |least| least.minor),
        most: known.room(currency),
    }
}

/// The least that a billing account can be charged; none if it cannot be at all.
pub(crate) fn minimum(known: &Known, currency: Currency, gateways: &Gateways) -> Option<Money> {
    let (method, gateway) = (known.row.method.0, gateways.named(&known.row.gateway)?);
    match method {
        Kind::BankTransfer => None,
        Kind::Card | Kind::SepaDebit => gateway.minimum(method, currency),
    }
}

/// What is available of an account's credit, by currency.
async fn available(
    tx: &mut Tx,
    account: &AccountId,
    today: Date,
) -> Result<BTreeMap<Currency, i64>, Failure> {
    let lots = store::booking::lots(tx, &[account.as_str()]).await?;
    let lots = lots.iter().map(crate::booking::facts);
    let lots: Vec<billing::credit::Lot> = lots.filter(|lot| lot.granted_on <= today).collect();
    let currencies = lots.iter().map(|lot| lot.remaining.currency);
    let sum = |currency| {
        (
            currency,
            billing::credit::available(&lots, currency, today).minor,
        )
    };
    Ok(currencies.map(sum).collect())
}

/// What the seller of an account allows.
pub(crate) async fn policy(tx: &mut Tx, account: &AccountId) -> Result<Policy, Failure> {
    let policy = store::payment::policy_of(tx, account).await?;
    serde_json::from_str(&policy.unwrap_or_default()).map_err(Failure::internal)
}

/// The right to pay and to see what is paid; where something is named that may be none of the
/// caller's business, the answer is the same as if there were no such thing.
pub(super) fn admitted(caller: &Caller, wish: &Wish) -> Result<(), Failure> {
    let named = wish.invoices.is_some() || wish.payer.is_some();
    for permission in [Permission::Pay, Permission::ViewInvoices] {
        if named {
            require_for_one(caller, permission)?;
        } else {
            require(caller, permission)?;
        }
    }
    require_proof(caller)
}
