use billing::checkout::{Order as Planned, Plan, look_after};
use gateway::payment::{Capture, Key};
use model::id::{InvoiceId, PaymentId};
use model::money::Money;
use model::payment::OrderState;
use model::time::{Date, Instant};
use serde_json::json;
use store::Tx;
use store::audit::Act;
use store::column::{As, Word};
use store::payment::{Allocation, Checkout, Order};

use super::till::Gateways;
use crate::booking::{AccountBook, BookingError, Clerk, Ending, flush, load_one};
use crate::failure::Failure;
use crate::ids::Ids;
use crate::payers::{Known, Payers};
use crate::run::ACTOR;

/// A checkout that is written.
pub(crate) struct Entry<'a> {
    pub ids: &'a Ids,
    pub gateways: &'a Gateways,
    pub payers: &'a Payers,
    pub checkout: &'a Checkout,
    /// Today in the account's zone.
    pub today: Date,
    pub at: Instant,
}

impl Entry<'_> {
    /// Writes the orders of a plan as submitted; what credit pays alone is paid at once. The
    /// account is locked.
    pub async fn write(&self, tx: &mut Tx, plan: &Plan) -> Result<(), Failure> {
        let account = &self.checkout.account_id;
        let parts = plan.orders.iter().flat_map(|order| &order.parts);
        let invoices: Vec<&str> = parts.map(|part| part.invoice.as_str()).collect();
        let clerk = Clerk {
            ids: self.ids,
            now: self.at,
        };
        let mut book = load_one(tx, clerk, account, &invoices).await?;
        let (mut orders, mut allocations) = (Vec::new(), Vec::new());
        for (n, planned) in (1..).zip(&plan.orders) {
            let (order, parts) = self.begun(&mut book, n, planned)?;
            allocations.extend(parts);
            orders.push(order);
        }
        flush(tx, vec![book]).await?;
        store::payment::add(tx, self.checkout).await?;
        store::payment::add_orders(tx, &orders, &allocations).await?;
        if plan.orders.iter().any(|order| order.captured() == 0) {
            store::credit::top_up::used(tx, account).await?;
        }
        store::run::wake(tx, account).await?;
        store::audit::append(tx, &[self.act(&orders)], crate::chain::link).await?;
        Ok(())
    }

    /// An order, begun in the books: what it is and what it pays.
    pub fn begun(
        &self,
        book: &mut AccountBook<'_>,
        n: i64,
        planned: &Planned,
    ) -> Result<(Order, Vec<Allocation>), BookingError> {
        let order = self.order(n, planned)?;
        let parts = allocated(&order.id, planned);
        self.begin(book, &order, &parts)?;
        Ok((order, parts))
    }

    /// What an order does to the books before its gateway is asked.
    fn begin(
        &self,
        book: &mut AccountBook<'_>,
        order: &Order,
        parts: &[Allocation],
    ) -> Result<(), BookingError> {
        let (credit, today) = (Money::new(order.credit_minor, order.currency), self.today);
        if order.capture_minor > 0 {
            for part in parts {
                book.fly(&part.invoice_id, true)?;
            }
            return book.reserve(order.id.as_str(), credit, today);
        }
        let takes = book.takes(credit, today)?;
        let ending = Ending {
            id: &order.id,
            parts,
            captured: None,
            bought: Money::zero(order.currency),
            on: today,
            at: self.at,
        };
        book.pay_order(&ending, takes)
    }

    fn order(&self, n: i64, planned: &Planned) -> Result<Order, BookingError> {
        let (credit, captured) = (planned.credit(), planned.captured());
        let payer = planned.payer.as_ref().filter(|_| captured > 0);
        let payer = payer.and_then(|payer| self.payers.find(payer));
        let amount = Money::new(captured, planned.currency);
        let request = payer.map(|payer| self.request(n, payer, amount));
        let request = request.transpose()?.map(|it| json!(it).to_string());
        let sent = request.is_some();
        Ok(Order {
            id: self.ids.next(self.at, PaymentId::make),
            checkout_id: self.checkout.id.clone(),
            n,
            account_id: self.checkout.account_id.clone(),
            billing_account_id: payer.map(|payer| As(payer.id().clone())),
            gateway: payer.map(|payer| payer.row.gateway.clone()),
            request,
            currency: planned.currency,
            credit_minor: credit,
            capture_minor: captured,
            bought_minor: planned.bought,
            state: Word(if sent {
                OrderState::Submitted
            } else {
                OrderState::Succeeded
            }),
            reference: None,
            action: None,
            decline: None,
            quarantined: false,
            created_at: self.at.0,
            first_tried_at: sent.then_some(self.at.0),
            next_look_at: sent.then(|| self.at.plus_seconds(look_after(0)).0),
            looks: 0,
            ended_at: (!sent).then_some(self.at.0),
        })
    }

    /// What the gateway is asked.
    fn request(&self, n: i64, payer: &Known, amount: Money) -> Result<Capture, BookingError> {
        // Keys of two accounts never meet, whatever their browsers made.
        let key = format!("{}/{}/{n}", self.checkout.account_id, self.checkout.key);
        let present = self.checkout.person_id.is_some();
        let back = || self.gateways.back_to(&self.checkout.id);
        Ok(Capture {
            key: Key::new(key).map_err(|_| BookingError::Order)?,
            amount,
            method: payer.row.method.0,
            token: payer.row.token.clone(),
            customer: payer.row.customer_token.clone(),
            present,
            return_url: present.then(back),
            description: self.checkout.id.to_string(),
        })
    }

    /// What the audit trail says.
    pub fn act(&self, orders: &[Order]) -> Act {
        let orders = orders.iter().map(|order| {
            json!({
                "payment": order.id,
                "billing_account": order.billing_account_id.as_ref().map(|As(id)| id),
                "currency": order.currency.code(),
                "credit": Money::new(order.credit_minor, order.currency).plain(),
                "amount": Money::new(order.capture_minor, order.currency).plain(),
                "for": if order.bought_minor > 0 { "credit" } else { "invoices" },
            })
        });
        let person = self.checkout.person_id.as_ref();
        Act {
            scope: self.checkout.account_id.to_string(),
            at: self.at,
            actor: person.map_or_else(|| ACTOR.to_owned(), |As(id)| id.to_string()),
            address: String::new(),
            action: "checkout.confirmed".to_owned(),
            subject: format!("checkout {}", self.checkout.id),
            detail: json!({ "orders": orders.collect::<Vec<_>>() }).to_string(),
        }
    }
}

fn allocated(order: &PaymentId, planned: &Planned) -> Vec<Allocation> {
    let parts = (1..).zip(&planned.parts);
    let part = |(n, part): (i64, &billing::checkout::Part)| Allocation {
        payment_id: order.clone(),
        n,
        invoice_id: InvoiceId::clone(&part.invoice),
        credit_minor: part.from_credit,
        capture_minor: part.captured,
    };
    parts.map(part).collect()
}
