use std::collections::HashMap;

use billing::dunning::{self, Dates, Debt};
use billing::policy::Policy;
use model::id::{MessageId, SubscriptionId};
use model::time::Date;
use store::outbox::Way;
use store::run::{Debt as Row, Served};
use store::{StoreError, Tx};

use super::open::{Open, Waits};
use super::stage::Stage;

/// What becomes of an open invoice if nothing is paid, by what was done about it.
pub(crate) struct Foretold {
    /// The days on which reminders were queued.
    pub reminded: Vec<Date>,
    /// What is to be suspended for it, or is out of service for not being paid.
    pub stops: Vec<SubscriptionId>,
    /// Whether that is out of service.
    pub stopped: bool,
    /// Since when, if it was this invoice that stopped it.
    pub stopped_on: Option<Date>,
    /// The days of what is to come.
    pub dates: Dates,
}

/// Foretells what the run will do about an open invoice that no payment is in flight for; `waits`
/// is since when its charge waits for the provider.
pub(crate) async fn foretold(
    tx: &mut Tx,
    (debt, serves, waits): (Row, Vec<Served>, Option<Date>),
    policy: &Policy,
    (zone, today): (&str, Date),
) -> Result<Foretold, StoreError> {
    let stage = serde_json::from_str(&debt.stage);
    let mut stage: Stage = stage.map_err(|error| StoreError::unreadable("dunning.stage", error))?;
    let mails: Vec<&str> = stage.mails().map(MessageId::as_str).collect();
    if !mails.is_empty() {
        let ways = store::outbox::ways(tx, &mails).await?;
        let ways: HashMap<MessageId, Way> =
            ways.into_iter().map(|it| (it.id.0.clone(), it)).collect();
        stage.hear(&ways, zone);
    }
    let mut open = Open::known(debt, (stage, serves), (zone, today))?;
    open.held = waits.map(|on| Waits {
        on,
        released: false,
    });
    Ok(of(open, policy, today))
}

/// The next collection of an open invoice.
pub(crate) struct Next {
    /// When, if the run asks credit and payer once more.
    pub on: Option<Date>,
    /// Whether anybody may be charged then: nobody is for what was paid and taken back.
    pub charges: bool,
}

impl Next {
    /// Of an invoice by what was done about it and, where it is due, the policy, both as JSON;
    /// `payer` says whether somebody can be charged.
    pub fn of(
        (due_on, payer): (Date, bool),
        (stage, policy): (Option<&str>, Option<&str>),
        today: Date,
    ) -> Result<Self, StoreError> {
        let stage: Option<Stage> = stage
            .map(serde_json::from_str)
            .transpose()
            .map_err(|error| StoreError::unreadable("dunning.stage", error))?;
        let stage = stage.unwrap_or_default();
        let charges = !stage.reopened;
        let Some(policy) = policy else {
            let on = Some(due_on);
            return Ok(Self { on, charges });
        };
        let policy: Policy = serde_json::from_str(policy)
            .map_err(|error| StoreError::unreadable("seller.policy", error))?;
        let debt = Debt {
            payer: payer && charges,
            tried_on: stage.tried_on,
            ..Debt::new(due_on)
        };
        let on = dunning::dates(&policy, &debt, today)
            .charges
            .first()
            .copied();
        Ok(Self { on, charges })
    }
}

fn of(open: Open, policy: &Policy, today: Date) -> Foretold {
    let mut debt = open.dunned();
    // What another debt has suspended already is suspended for this one on a later day.
    let joins = open.joins_on(policy).map(|day| day.max(today));
    debt.suspended_on = debt.suspended_on.or(joins);
    debt.suspendable |= joins.is_some();
    debt.in_flight = open.rests();
    let mut stops: Vec<SubscriptionId> = open.unpaid().collect();
    let stopped = !stops.is_empty();
    if !stopped {
        stops = open.in_service().collect();
    }
    Foretold {
        reminded: open.stage.sent.iter().map(|(_, on)| *on).collect(),
        stops,
        stopped,
        stopped_on: open.stage.suspended_on.filter(|_| stopped),
        dates: dunning::dates(policy, &debt, today),
    }
}
