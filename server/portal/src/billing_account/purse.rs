//! The billing accounts of an account, as the one who asks may use and change them.

use std::collections::HashSet;

use model::billing_account::{BY_HAND, Choice, Method};
use model::caller::{Caller, Permission};
use model::fault::{Fault, Problem};
use model::id::BillingAccountId;
use model::time::Date;
use store::Tx;
use store::billing_account::detail::own;
use store::billing_account::read::Row;

use crate::desk::require_for_one;
use crate::failure::Failure;
use crate::payers::{Known, Payers};

/// The billing accounts, and whose they are.
pub(crate) struct Purse<'a> {
    pub payers: Payers,
    caller: &'a Caller,
    /// Those that the caller owns or shares.
    own: HashSet<BillingAccountId>,
}

impl<'a> Purse<'a> {
    pub(crate) async fn read(
        tx: &mut Tx,
        caller: &'a Caller,
        today: Date,
    ) -> Result<Self, Failure> {
        let (account, person) = (&caller.account, &caller.person);
        let own = own(tx, account, person).await?;
        Ok(Self {
            payers: Payers::read(tx, account, today).await?,
            caller,
            own: own.into_iter().collect(),
        })
    }

    /// One that is not removed.
    pub(crate) fn shown(&self, id: &BillingAccountId) -> Option<&Known> {
        self.payers.shown().find(|known| known.id() == id)
    }

    /// One that the caller may change.
    ///
    /// # Errors
    /// `NotFound` if there is none, or not for the caller.
    pub(super) fn managed(&self, id: &BillingAccountId) -> Result<&Known, Failure> {
        let known = self.shown(id).filter(|it| manages(self.caller, &it.row));
        Ok(known.ok_or(Fault::NotFound)?)
    }

    /// One that the caller may let pay: owners and administrators any, others their own and what
    /// is shared with them. By hand everybody may who may change payers.
    ///
    /// # Errors
    /// `NotFound` if there is none, or not for the caller.
    pub(crate) fn usable(&self, id: &BillingAccountId) -> Result<&Known, Failure> {
        let known = self.shown(id).filter(|known| self.may(known));
        Ok(known.ok_or(Fault::NotFound)?)
    }

    /// Who was named to pay: a billing account, or *by hand*.
    ///
    /// # Errors
    /// `Invalid` on the field if it is neither, `NotFound` if it is not for the caller.
    pub(crate) fn named(
        &self,
        hand: Option<&BillingAccountId>,
        (field, text): (&str, &str),
    ) -> Result<BillingAccountId, Failure> {
        let malformed = || Fault::field(field, Problem::Malformed);
        if text == BY_HAND {
            return Ok(hand.cloned().ok_or_else(malformed)?);
        }
        let id = text.parse().map_err(|_| malformed())?;
        Ok(self.usable(&id)?.id().clone())
    }

    fn may(&self, known: &Known) -> bool {
        let hand = known.row.method.0 == Method::BankTransfer;
        let own = hand || self.caller.administers() || self.own.contains(known.id());
        own && self.caller.may(Permission::ChangePayers)
    }

    /// What stands for *by hand*: transfers of the customer, if the account has them.
    pub(super) fn hand(&self) -> Option<&BillingAccountId> {
        let hand = |known: &&Known| known.row.method.0 == Method::BankTransfer;
        self.payers.shown().find(hand).map(Known::id)
    }

    /// Those that are not removed, the default first.
    pub(crate) fn choices(&self) -> Vec<Choice> {
        let choice = |known: &Known| Choice {
            payer: self.payers.view(known, self.caller, None),
            may: self.may(known),
        };
        self.payers.shown().map(choice).collect()
    }
}

/// Whether the caller may change a billing account: its owner may, and who holds the account. *By
/// hand* is the account's, whoever was the first to use it.
pub(super) fn manages(caller: &Caller, row: &Row) -> bool {
    let hand = row.method.0 == Method::BankTransfer;
    let own = !hand && row.owner_id == caller.person;
    (own || caller.administers()) && caller.may(Permission::ChangePayers)
}

/// Whether the caller sees all subscriptions of the account. Who does not decides nothing for
/// those that remain: neither who is the default, nor what takes the place of what pays them.
pub(super) fn sees_all(caller: &Caller) -> bool {
    caller.access.only.is_none() && caller.may(Permission::ViewSubscriptions)
}

/// The rights that all changes of billing accounts ask for.
///
/// # Errors
/// `NotFound` without them.
pub(crate) fn may_change(caller: &Caller) -> Result<(), Failure> {
    require_for_one(caller, Permission::ChangePayers)?;
    require_for_one(caller, Permission::ViewBillingAccounts)
}

/// The longest name of a billing account.
const NAME: u32 = 80;

/// That a name is not too long.
///
/// # Errors
/// `Invalid` on `name` if it is.
pub(super) fn fits(name: &str) -> Result<(), Fault> {
    let most = NAME;
    if name.chars().count() <= most as usize {
        return Ok(());
    }
    Err(Fault::field("name", Problem::TooLong { most }))
}
