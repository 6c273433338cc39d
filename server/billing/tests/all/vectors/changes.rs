use billing::catalogue::ChangeMode;
use billing::change::{Changed, Facts, Invoiced, Standing, When, Wish, change};
use billing::charge::{Customer, House, Subscription, Sums};
use billing::period::{FixedDay, Planned};
use billing::policy::CancelNow;
use billing::run::{Account, Today, due};
use billing::tax::Category;
use model::explain::Rule;
use model::id::InvoiceId;
use model::invoice::LineKind;
use model::subscription::Cycle;
use model::time::{Date, Period};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::json;

use crate::house::{coupon, customer, eur, house, plan, plan_id, price, subscription, used, zone};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Coming {
    period: (Date, Date),
    state: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChargeLine {
    net: String,
    period: (Date, Date),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    kind: LineKind,
    of: Option<String>,
    days_left: Option<u32>,
    days: Option<u32>,
    period: Option<(Date, Date)>,
    net: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    case: String,
    change: String,
    old: Option<String>,
    new: Option<String>,
    period: Option<(Date, Date)>,
    on: Date,
    coming: Option<Coming>,
    charge_line: Option<ChargeLine>,
    tax_rate: Option<String>,
    coupon_percent: Option<String>,
    invoiced: Option<String>,
    cancel_now: Option<CancelNow>,
    billing_day: Option<u32>,
    threshold: Option<u32>,
    lines: Vec<Expected>,
    document: String,
    net: String,
    tax: Option<String>,
    total: Option<String>,
    coming_after: Option<String>,
    next_renewal_on: Option<Date>,
}

fn period((from, to): (Date, Date)) -> Period {
    Period { from, to }
}

/// A line that was invoiced for the first plan.
pub fn line(n: u32, of: (Date, Date), net: i64, rate: &str) -> Invoiced {
    Invoiced {
        line: (InvoiceId::make(0, [1; 10]), n),
        kind: LineKind::Plan,
        addon: None,
        text: "old".to_owned(),
        period: period(of),
        revision: 0,
        net,
        coupon: None,
        rate: rate.parse().unwrap(),
        category: if rate == "0" {
            Category::O
        } else {
            Category::S
        },
        days_credited: 0,
        credited: 0,
        standing: Standing::Paid,
        planned: Planned {
            issue_on: of.0.plus_days(-14),
            due_on: of.0,
        },
    }
}

/// A provider who sells an old and a new plan, both ways at once with proration.
pub fn shop(old: &str, new: &str) -> House {
    let mut house = house();
    let both = |amount: &str| json!([price("month", amount), price("year", amount)]);
    for (n, name, amount, other) in [(1, "old", old, "new"), (2, "new", new, "old")] {
        let mut listed = plan(name, "hosting", both(amount));
        listed.terms.upgrades = vec![other.to_owned()];
        listed.terms.upgrade_mode = Some(ChangeMode::Now);
        house.catalogue.plans.insert(plan_id(n), listed);
    }
    house
}

impl Case {
    fn house(&self) -> House {
        let old = self.old.as_deref().unwrap_or("0.00");
        let new = self.new.as_deref().unwrap_or("0.00");
        let mut house = shop(old, new);
        if self.change == "cycle" {
            let both = json!([price("month", old), price("year", new)]);
            house
                .catalogue
                .plans
                .insert(plan_id(1), plan("old", "hosting", both));
        }
        if let Some(rate) = &self.tax_rate {
            house.zones = vec![zone(rate, false)];
        }
        if let Some(percent) = &self.coupon_percent {
            let terms = coupon(json!({"percent": percent}));
            house.catalogue.coupons.insert("C".to_owned(), terms);
        }
        house.policy.cancel_now = self.cancel_now.unwrap_or(CancelNow::Nothing);
        house
    }

    fn subscription(&self) -> Subscription {
        let of = self.period.unwrap();
        let mut one = subscription(1, &of.0.to_string());
        one.coupon = self.coupon_percent.as_ref().map(|_| used(1));
        let last = self.coming.as_ref().map_or(of.1, |coming| coming.period.1);
        one.begins_on = Some(last);
        one
    }

    fn invoiced(&self) -> Vec<Invoiced> {
        let rate = self.tax_rate.as_deref().unwrap_or("0");
        let minor = |text: &String| eur(text).minor;
        let mut first = line(
            1,
            self.period.unwrap(),
            minor(self.old.as_ref().unwrap()),
            rate,
        );
        if let Some(invoiced) = &self.invoiced {
            first.coupon = Some((2, minor(invoiced) - first.net));
        }
        let mut later = Vec::new();
        if let Some(charge) = &self.charge_line {
            let mut second = line(2, charge.period, minor(&charge.net), rate);
            second.kind = LineKind::ProrationCharge;
            first.days_credited = second.period.days();
            first.credited = 667;
            later.push(second);
        }
        if let Some(coming) = &self.coming {
            let mut next = line(3, coming.period, first.net, rate);
            next.standing = match coming.state.as_str() {
                "paid" => Standing::Paid,
                _ => Standing::Unpaid,
            };
            later.push(next);
        }
        later.insert(0, first);
        later
    }

    fn made(&self) -> Changed {
        let (house, one, invoiced) = (self.house(), self.subscription(), self.invoiced());
        let wish = match self.change.as_str() {
            "plan" => Wish::Plan(plan_id(2)),
            "cycle" => Wish::Cycle((Cycle::Year, 1), When::Now),
            _ => Wish::Cancel(When::Now),
        };
        let facts = Facts {
            house: &house,
            customer: &customer(),
            subscription: &one,
            invoiced: &invoiced,
            overdue: None,
            change: "change",
            today: (self.on, self.on),
        };
        change(facts, &wish).unwrap()
    }

    /// A first invoice with a fixed billing day.
    fn ordered(&self) -> (Sums, Option<Date>) {
        let house = shop(self.new.as_ref().unwrap(), "0.00");
        let buyer = Customer {
            fixed: self.billing_day.map(|day| FixedDay {
                day,
                threshold: self.threshold,
            }),
            ..customer()
        };
        let one = subscription(1, &self.on.to_string());
        let account = Account {
            house: &house,
            customer: &buyer,
            subscriptions: &[one],
            usage: &[],
        };
        let outcome = due(account, Today::on(self.on));
        let draft = outcome.drafts.first().unwrap();
        let (_, moved) = outcome.moved.first().unwrap();
        (draft.sums.clone(), moved.begins_on)
    }

    fn check(&self, sums: &Sums) {
        assert_eq!(sums.lines.len(), self.lines.len(), "{}", self.case);
        for (line, expected) in sums.lines.iter().zip(&self.lines) {
            assert_eq!(line.charge.kind, expected.kind, "{}", self.case);
            assert_eq!(line.net, eur(&expected.net).minor, "{}", self.case);
            if let Some(of) = expected.period {
                assert_eq!(line.charge.period, Some(period(of)), "{}", self.case);
            }
            if let Rule::Proration {
                net,
                days_left,
                days,
                ..
            } = &line.derivation.rule
                && let Some(of) = &expected.of
            {
                assert_eq!(net.0, of.parse::<Decimal>().unwrap(), "{}", self.case);
                assert_eq!(
                    (Some(*days_left), Some(*days)),
                    (expected.days_left, expected.days)
                );
            }
        }
        let minor = |text: &Option<String>| text.as_ref().map(|text| eur(text).minor);
        assert_eq!(sums.net, eur(&self.net).minor, "{}", self.case);
        assert!(
            minor(&self.tax).is_none_or(|tax| tax == sums.tax),
            "{}",
            self.case
        );
        let total = sums.total().unwrap();
        assert!(
            minor(&self.total).is_none_or(|it| it == total),
            "{}",
            self.case
        );
        let document = if total < 0 { "credit_note" } else { "invoice" };
        assert_eq!(self.document, document, "{}", self.case);
    }
}

#[test]
fn changes() {
    let text = include_str!("../../vectors/changes.json");
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    for case in cases {
        let next = if case.change == "order" {
            let (sums, next) = case.ordered();
            case.check(&sums);
            next
        } else {
            let made = case.made();
            case.check(&made.document.as_ref().unwrap().sums);
            let anew = made.reissues.first().map(|reissue| {
                assert_eq!(reissue.lines, [(3, eur(case.old.as_ref().unwrap()).minor)]);
                let anew = reissue.anew.as_ref().unwrap();
                assert_eq!(
                    Some(anew.real.due_on),
                    case.coming.as_ref().map(|it| it.period.0)
                );
                assert_eq!(anew.sums.lines[0].charge.revision, 1);
                anew.sums.net
            });
            let expected = case.coming_after.as_ref().map(|text| eur(text).minor);
            assert_eq!(anew, expected, "{}", case.case);
            made.after.begins_on
        };
        assert!(
            case.next_renewal_on.is_none() || case.next_renewal_on == next,
            "{}",
            case.case
        );
    }
}
