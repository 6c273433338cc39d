use billing::catalogue::ChangeMode;
use billing::change::{Changed, Facts, Invoiced, Refused, Standing, Wish, change};
use billing::charge::{Charge, House, LineRef, Subscription};
use billing::draft::Draft;
use billing::run::{Account, Today, due};
use model::id::InvoiceId;
use model::invoice::LineKind;
use model::time::Date;

use crate::house::{customer, house, plan_id, subscription};

/// A subscription with all that was invoiced of it.
pub struct Book {
    pub house: House,
    pub one: Subscription,
    pub lines: Vec<Invoiced>,
    pub keys: Vec<String>,
    /// What the next invoices of the run become.
    pub standing: Standing,
    documents: u8,
}

/// A provider with three plans; one goes up at once and down at once or at the end.
pub fn shop(down: ChangeMode) -> House {
    let mut house = house();
    for (n, ups, downs) in [
        (1, vec!["M", "L"], vec![]),
        (2, vec!["L"], vec!["S"]),
        (3, vec![], vec!["S", "M"]),
    ] {
        let plan = house.catalogue.plans.get_mut(&plan_id(n)).unwrap();
        plan.terms.upgrades = ups.into_iter().map(str::to_owned).collect();
        plan.terms.downgrades = downs.into_iter().map(str::to_owned).collect();
        plan.terms.downgrade_mode = Some(down);
    }
    house
}

impl Book {
    pub fn new(house: House, started_on: &str) -> Self {
        Self {
            house,
            one: subscription(1, started_on),
            lines: Vec::new(),
            keys: Vec::new(),
            standing: Standing::Paid,
            documents: 0,
        }
    }

    /// The run up to a day.
    pub fn run(&mut self, on: Date) -> Vec<Draft> {
        let account = Account {
            house: &self.house,
            customer: &customer(),
            subscriptions: std::slice::from_ref(&self.one),
            usage: &[],
        };
        let outcome = due(account, Today::on(on));
        for (_, moved) in &outcome.moved {
            moved.apply(&mut self.one);
        }
        for draft in &outcome.drafts {
            self.enter(draft, self.standing);
        }
        outcome.drafts
    }

    /// A change with all that it makes.
    pub fn change(&mut self, wish: &Wish, on: Date) -> Result<Changed, Refused> {
        let change_id = format!("change{}", self.documents);
        let made = change(
            Facts {
                house: &self.house,
                customer: &customer(),
                subscription: &self.one,
                invoiced: &self.lines,
                overdue: None,
                change: &change_id,
                today: (on, on),
            },
            wish,
        )?;
        if let Some(draft) = &made.document {
            self.enter(draft, Standing::Paid);
        }
        for reissue in &made.reissues {
            for (n, net) in &reissue.lines {
                let taken = (reissue.invoice.clone(), *n);
                self.take_off(&taken, *net);
            }
            if let Some(draft) = &reissue.anew {
                self.enter(draft, Standing::Unpaid);
            }
        }
        self.one = made.after.clone();
        Ok(made)
    }

    /// Takes a line off, or what its coupon took.
    fn take_off(&mut self, taken: &LineRef, net: i64) {
        let own = |line: &&mut Invoiced| line.line == *taken;
        if let Some(line) = self.lines.iter_mut().find(own) {
            assert_eq!((line.net, line.standing), (net, Standing::Unpaid));
            line.days_credited = line.period.days();
            line.credited = line.charged();
        }
    }

    fn enter(&mut self, draft: &Draft, standing: Standing) {
        self.documents += 1;
        let invoice = InvoiceId::make(0, [self.documents; 10]);
        for (n, line) in (1..).zip(&draft.sums.lines) {
            let charge = &line.charge;
            self.keys.push(format!(
                "{:?} {} {:?} {}",
                charge.kind, charge.item, charge.period, charge.revision
            ));
            match charge.kind {
                LineKind::Plan | LineKind::Addon | LineKind::ProrationCharge => {
                    let entry = entry(draft, charge, (invoice.clone(), n), line.net);
                    self.lines.push(Invoiced { standing, ..entry });
                }
                LineKind::ProrationCredit => self.credit(charge, line.net),
                LineKind::Coupon => {
                    let item = (charge.addon.clone(), charge.period);
                    let same = |it: &&mut Invoiced| {
                        it.line.0 == invoice && (it.addon.clone(), Some(it.period)) == item
                    };
                    self.lines.iter_mut().find(same).unwrap().coupon = Some((n, line.net));
                }
                LineKind::Setup | LineKind::Usage | LineKind::Fee | LineKind::Manual => {}
            }
        }
    }

    fn credit(&mut self, charge: &Charge, net: i64) {
        let corrects = charge.corrects.as_ref().unwrap();
        let mut lines = self.lines.iter_mut();
        let line = lines.find(|line| line.line == *corrects).unwrap();
        line.credited -= net;
        line.days_credited += charge.period.unwrap().days();
    }
}

fn entry(draft: &Draft, charge: &Charge, line: LineRef, net: i64) -> Invoiced {
    Invoiced {
        line,
        kind: charge.kind,
        addon: charge.addon.clone(),
        text: charge.text.clone(),
        period: charge.period.unwrap(),
        revision: charge.revision,
        net,
        coupon: None,
        rate: charge.tax.rate,
        category: charge.tax.category,
        days_credited: 0,
        credited: 0,
        standing: Standing::Paid,
        planned: draft.planned,
    }
}
