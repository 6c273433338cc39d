use std::collections::BTreeMap;

use billing::checkout::{Item, Plan, plan};
use billing::payer::Charge;
use model::billing_account::Method as Kind;
use model::caller::{Caller, Permission, Role};
use model::currency::Currency;
use model::fault::Fault;
use model::id::{AccountId, BillingAccountId, InvoiceId};
use model::invoice::InvoiceState;
use model::money::Money;
use model::payment::Wish;
use model::time::Date;
use store::Tx;
use store::invoice::list::{Ask, Due, Order, Row, list, one};
use store::payment::Method;

use super::till::Gateways;
use crate::desk::{require, require_for_one, require_proof, scope};
use crate::failure::Failure;
use crate::payers::Payers;

/// So many invoices are paid at once.
pub(super) const MOST: i64 = 500;

/// So many that are not open are looked for one by one; what is not there is not paid anyway.
const MOST_NAMED: usize = 20;

/// What decides how an account's invoices are paid.
pub(super) struct Facts {
    pub today: Date,
    /// The open invoices that the caller may see, the first due first.
    pub invoices: Vec<Row>,
    pub payers: Payers,
    pub methods: BTreeMap<BillingAccountId, Method>,
    /// What is available of credit, by currency.
    pub credit: BTreeMap<Currency, i64>,
    /// Whether the caller may charge what belongs to others.
    any: bool,
}

impl Facts {
    /// Of an account, as a caller may pay.
    pub async fn load(tx: &mut Tx, caller: &Caller, today: Date) -> Result<Self, Failure> {
        let account = &caller.account;
        let scope = scope(caller);
        let ask = Ask {
            account,
            scope: &scope,
            after: None,
            search: None,
            rows: MOST,
        };
        let invoices = list(tx, &ask, Order::Due(Due::default())).await?;
        let methods = store::payment::methods(tx, account, Some(&caller.person)).await?;
        Ok(Self {
            today,
            invoices,
            payers: Payers::read(tx, account, today).await?,
            methods: methods.into_iter().map(|it| (it.id.clone(), it)).collect(),
            credit: available(tx, account, today).await?,
            any: matches!(caller.access.role, Some(Role::Owner | Role::Administrator)),
        })
    }

    /// That all that a wish names is there for the caller; it may have been paid meanwhile.
    ///
    /// # Errors
    /// `NotFound` otherwise.
    pub async fn know(&self, tx: &mut Tx, caller: &Caller, wish: &Wish) -> Result<(), Failure> {
        let listed = |id: &&InvoiceId| self.invoices.iter().any(|row| row.id == **id);
        let named = wish.invoices.iter().flatten();
        for id in named.filter(|id| !listed(id)).take(MOST_NAMED) {
            let found = one(tx, &caller.account, &scope(caller), id).await?;
            found.ok_or(Fault::NotFound)?;
        }
        let payer = wish.payer.iter().all(|id| self.methods.contains_key(id));
        Ok(payer.then_some(()).ok_or(Fault::NotFound)?)
    }

    /// The invoices that are wished and can be paid now.
    pub fn wanted<'a>(&'a self, wish: &'a Wish) -> impl Iterator<Item = &'a Row> {
        let named = |row: &Row| {
            let named = wish.invoices.as_ref();
            named.is_none_or(|it| it.contains(&row.id))
        };
        let free = |row: &&Row| row.state.0 != InvoiceState::Processing;
        self.invoices
            .iter()
            .filter(move |row| named(row))
            .filter(free)
    }

    /// How a wish would be paid now.
    pub fn plan(&self, wish: &Wish, gateways: &Gateways) -> Result<Plan, Failure> {
        let items: Result<Vec<Item>, Failure> = self
            .wanted(wish)
            .map(|row| self.item(row, wish, gateways))
            .collect();
        let least = |payer: &BillingAccountId, currency| {
            let least = self.minimum(payer, currency, gateways);
            least.map_or(0, |least| least.minor)
        };
        Ok(plan(&items?, &self.credit, least))
    }

    fn item(&self, row: &Row, wish: &Wish, gateways: &Gateways) -> Result<Item, Failure> {
        let open = Money::new(row.open_minor, row.currency);
        let charge = Charge {
            on: self.today,
            amount: open,
        };
        // What the caller cannot charge counts as absent; what is paid by hand stands where it is,
        // and nobody behind it is charged.
        let by_hand = |payer: &BillingAccountId| {
            let method = self.methods.get(payer);
            method.is_some_and(|it| it.method.0 == Kind::BankTransfer)
        };
        let may = |payer: &BillingAccountId| self.charges(payer, row.currency, gateways);
        let asked = |payer: &BillingAccountId| by_hand(payer) || may(payer);
        let payer = match &wish.payer {
            Some(payer) => self.payers.only(payer, charge).filter(|it| may(it.id())),
            None => self.payers.who_of(&row.payers()?, charge, asked),
        };
        let payer = payer.filter(|known| !by_hand(known.id()));
        let payer = payer.map(|known| known.id().clone());
        Ok(Item {
            invoice: row.id.clone(),
            number: row.number.clone(),
            due_on: row.due_on,
            open,
            credit: wish.credit,
            payer,
        })
    }

    /// Whether the caller may have it charged, and it can be.
    pub fn charges(
        &self,
        payer: &BillingAccountId,
        currency: Currency,
        gateways: &Gateways,
    ) -> bool {
        let own = self.any || self.methods.get(payer).is_some_and(|it| it.own);
        own && self.minimum(payer, currency, gateways).is_some()
    }

    /// The least that a billing account can be charged; none if it cannot be at all.
    fn minimum(
        &self,
        payer: &BillingAccountId,
        currency: Currency,
        gateways: &Gateways,
    ) -> Option<Money> {
        let method = self.methods.get(payer)?;
        let gateway = gateways.named(&method.gateway)?;
        match method.method.0 {
            Kind::BankTransfer => None,
            Kind::Card | Kind::SepaDebit => gateway.minimum(method.method.0, currency),
        }
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
