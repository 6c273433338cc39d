use std::collections::{BTreeMap, BTreeSet};

use billing::checkout::{Bounds, Item, Left, Order as Planned, Plan, braked, plan};
use billing::credit::available;
use billing::dunning::{self, Step};
use billing::policy::Policy;
use model::currency::Currency;
use model::id::{AccountId, BillingAccountId, InvoiceId, PaymentId, TransactionId};
use model::money::Money;
use model::time::{Date, Instant};
use store::audit::Act;
use store::payment::{Allocation, Checkout, Order};
use store::run::{CHARGE_OF, Parked};

use super::cashier::{Cashier, Charging};
use super::open::{Open, Waits};
use crate::booking::{AccountBook, BookingError, Stamp};
use crate::ids::Ids;

/// Who collects of an account.
pub(super) struct Counter<'a> {
    pub ids: &'a Ids,
    pub policy: &'a Policy,
    pub account: &'a AccountId,
    /// Nobody is charged without.
    pub cashier: Option<&'a Cashier<'a>>,
    /// The real day in the account's zone.
    pub today: Date,
    pub now: Instant,
    /// Whether the planned day is the real one: charges are never made up for.
    pub real: bool,
}

/// What was begun.
#[derive(Default)]
pub(super) struct Collected {
    /// Each a checkout of one order, with what it pays.
    pub charges: Vec<(Checkout, Order)>,
    pub parts: Vec<Allocation>,
    pub acts: Vec<Act>,
    /// What waits for the provider.
    pub parked: Vec<Parked>,
    /// What waited for the provider and waits no longer.
    pub unparked: Vec<String>,
}

impl Collected {
    /// Adds what was begun elsewhere.
    pub fn add(&mut self, other: Self) {
        self.charges.extend(other.charges);
        self.parts.extend(other.parts);
        self.acts.extend(other.acts);
        self.parked.extend(other.parked);
        self.unparked.extend(other.unparked);
    }
}

impl Counter<'_> {
    /// Collects what is due up to a planned day, the oldest first: credit where that was chosen,
    /// the rest in one charge for each currency and billing account. A charge is only begun here;
    /// it is sent once this is committed.
    pub fn collect(
        &self,
        book: &mut AccountBook<'_>,
        open: &mut [Open],
        (day, collected): (Date, &mut Collected),
    ) -> Result<(), BookingError> {
        settled(book, open, collected)?;
        open.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut due = BTreeSet::new();
        let mut items = Vec::new();
        for (place, it) in open.iter().enumerate() {
            let debt = it.debt(book)?;
            let steps = dunning::steps(self.policy, &debt, day);
            let wanted = steps.contains(&Step::Collect) && !it.waits_for_provider();
            if wanted {
                due.insert(it.invoice.clone());
            }
            if wanted || it.waits_for_others(book)? {
                items.push(item(book, it, place)?);
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        let plan = self.plan(book, &items);
        let put_off = self.carry_out(book, open, (&plan, collected))?;
        for it in open {
            if due.contains(&it.invoice) && !put_off.contains(&it.invoice) {
                it.stage.tried_on = Some(self.today);
            }
        }
        Ok(())
    }

    fn plan(&self, book: &AccountBook<'_>, items: &[Item]) -> Plan {
        let lots = book.granted(self.today);
        let credit = lots.iter().map(|lot| lot.remaining.currency);
        let credit = credit.map(|it| (it, available(&lots, it, self.today).minor));
        let bounds = |payer: &BillingAccountId, currency| {
            let cashier = self.cashier;
            cashier.map_or_else(Bounds::default, |it| it.bounds(payer, currency))
        };
        plan(items, &credit.collect::<BTreeMap<_, _>>(), bounds)
    }

    /// Uses credit and begins charges; the invoices that have to wait.
    fn carry_out(
        &self,
        book: &mut AccountBook<'_>,
        open: &mut [Open],
        (plan, collected): (&Plan, &mut Collected),
    ) -> Result<BTreeSet<InvoiceId>, BookingError> {
        let mut put_off = BTreeSet::new();
        for order in &plan.orders {
            let invoices = order.parts.iter().map(|part| part.invoice.clone());
            if order.captured() == 0 {
                self.use_credit(book, order)?;
            } else if !self.real {
                put_off.extend(invoices);
            } else if self.unusual(open, order) {
                put_off.extend(invoices);
                self.park(open, (order, collected));
            } else {
                let begun = self.charge(book, (order, collected))?;
                for it in named(open, order) {
                    it.stage.charge.clone_from(&begun);
                    it.flies(self.today);
                }
            }
        }
        let small = |it: &Open| {
            let mut left = plan.left.iter();
            left.any(|(invoice, _, why)| *invoice == it.invoice && *why == Left::Small)
        };
        for it in open.iter_mut().filter(|_| self.real) {
            it.stage.small = small(it);
        }
        Ok(put_off)
    }

    fn use_credit(&self, book: &mut AccountBook<'_>, order: &Planned) -> Result<(), BookingError> {
        for part in order.parts.iter().filter(|part| part.from_credit > 0) {
            // It may be paid, opened again and paid once more on one day.
            let id = self.ids.next(self.now, TransactionId::make);
            let stamp = Stamp {
                at: self.now,
                on: self.today,
                reference: format!("credit:{}:{id}", part.invoice),
            };
            let amount = Money::new(part.from_credit, order.currency);
            book.use_credit(&part.invoice, amount, &stamp)?;
        }
        Ok(())
    }

    /// Begins the charge of an order.
    fn charge(
        &self,
        book: &mut AccountBook<'_>,
        (order, collected): (&Planned, &mut Collected),
    ) -> Result<Option<PaymentId>, BookingError> {
        let Some(cashier) = self.cashier else {
            return Ok(None);
        };
        let of = Charging {
            ids: self.ids,
            account: self.account,
            today: self.today,
            now: self.now,
        };
        cashier.charge(&of, book, (order, collected)).map(Some)
    }

    /// Whether a brake holds an order back: what the provider has released does not count.
    fn unusual(&self, open: &[Open], order: &Planned) -> bool {
        let released = |invoice: &InvoiceId| {
            let mut open = open.iter();
            open.any(|it| it.invoice == *invoice && it.held.is_some())
        };
        let parts = order.parts.iter().filter(|part| !released(&part.invoice));
        let captured: i64 = parts.map(|part| part.captured).sum();
        let highest = self.cashier.map_or(0, |it| it.highest(order.currency));
        braked(captured, highest, self.policy.brake(order.currency))
    }

    /// Sets what an order would pay aside until the provider looks at it.
    fn park(&self, open: &mut [Open], (order, collected): (&Planned, &mut Collected)) {
        let amount = Money::new(order.captured(), order.currency);
        for it in named(open, order) {
            it.held = Some(Waits {
                on: self.today,
                released: false,
            });
            collected.parked.push(Parked {
                account: self.account.clone(),
                subject: format!("{CHARGE_OF}{}", it.invoice),
                cause: unusual(amount),
                planned_on: self.today,
                at: self.now,
            });
        }
    }
}

/// Why a charge waits for the provider.
pub(super) fn unusual(amount: Money) -> String {
    let (amount, currency) = (amount.plain(), amount.currency);
    format!("a charge of {amount} {currency} is far above what this account was charged before")
}

/// What was held back and is settled in another way waits no longer.
fn settled(
    book: &AccountBook<'_>,
    open: &mut [Open],
    collected: &mut Collected,
) -> Result<(), BookingError> {
    for it in open.iter_mut().filter(|it| it.held.is_some()) {
        if book.standing(&it.invoice)?.open_minor <= 0 {
            it.held = None;
            collected
                .unparked
                .push(format!("{CHARGE_OF}{}", it.invoice));
        }
    }
    Ok(())
}

/// The open invoices that an order pays.
fn named<'o>(open: &'o mut [Open], order: &'o Planned) -> impl Iterator<Item = &'o mut Open> {
    let mut parts = order.parts.iter().map(|part| &part.invoice);
    let paid: BTreeSet<&InvoiceId> = parts.by_ref().collect();
    open.iter_mut().filter(move |it| paid.contains(&it.invoice))
}

fn item(book: &AccountBook<'_>, it: &Open, place: usize) -> Result<Item, BookingError> {
    let standing = book.standing(&it.invoice)?;
    let currency: Currency = standing.currency;
    Ok(Item {
        invoice: it.invoice.clone(),
        // They stand in the order of collection.
        number: format!("{place:09}"),
        due_on: it.due_on,
        open: Money::new(standing.open_minor, currency),
        credit: it.credit_first,
        payers: it.payers.clone(),
    })
}
