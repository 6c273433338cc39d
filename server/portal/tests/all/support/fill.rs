//! Books of any size, made by the engine itself: one recursive list of numbers a table.

use store::Db;
use store::probe::{analyze, script};

use super::id;

/// How large the books are.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Customers, each with five invoices (two of them open), three subscriptions, six movements.
    pub customers: u64,
    /// Invoices of customer 1.
    pub invoices: u64,
    /// Subscriptions of customer 1.
    pub subscriptions: u64,
}

/// Every other customer's rows of a table have numbers `customer * STEP + 1` and upwards.
pub const STEP: u64 = 100;

/// Fills an empty database.
pub async fn fill(db: &Db, size: Size) {
    let all = Numbers::all(size.customers);
    let parts = [
        catalogue(),
        customers(&all),
        subscriptions(&all, 3),
        subscriptions(&Numbers::heavy(), size.subscriptions),
        invoices(&all, 5),
        invoices(&Numbers::heavy(), size.invoices),
        credit(&all, 6),
        lots(300),
        positions(&all),
        affiliates(&all, 4),
        commissions(&Numbers::heavy(), 2000),
        usage(&all),
        usage(&Numbers::heavy()),
    ];
    for part in parts {
        script(db, part).await.expect("fills");
    }
    analyze(db).await.expect("analyzes");
}

/// Customers, and how the rows of each are numbered.
struct Numbers {
    first: u64,
    last: u64,
    base: &'static str,
}

impl Numbers {
    fn all(customers: u64) -> Self {
        Self {
            first: 2,
            last: customers,
            base: "c.i * 100",
        }
    }

    /// Customer 1 has its rows far behind all others.
    fn heavy() -> Self {
        Self {
            first: 1,
            last: 1,
            base: "2000000000",
        }
    }

    /// `insert into TABLE select VALUES` for `each` rows of each customer; `c.i` is the customer,
    /// `r.k` the row from 1, `{n}` its number.
    fn each(&self, table: &str, each: u64, values: &str) -> String {
        let values = values.replace("{n}", &format!("({} + r.k)", self.base));
        format!(
            "insert into {table}
             with recursive c(i) as (select cast({} as bigint) union all
                     select i + 1 from c where i < {}),
                 r(k) as (select cast(1 as bigint) union all
                     select k + 1 from r where k < {each})
             select {values} from c cross join r;",
            self.first, self.last
        )
    }
}

/// The text of an identifier by an expression for its number.
fn sql(prefix: &str, number: &str) -> String {
    format!("'{prefix}_000000000' || cast(10000000000000000 + {number} as text)")
}

/// Where everybody is.
const ADDRESS: &str = r#"{"line1":"1","city":"C","postal_code":"0","country":"DE"}"#;

fn catalogue() -> String {
    let hosting = r#"{"name":"Business M","kind":"hosting","prices":[{"currency":"EUR",
        "period":"month","amount":"19.00"}],"limits":{}}"#;
    let backup = r#"{"name":"Daily backup","plans":["business-m"],"prices":[{"currency":"EUR",
        "period":"month","amount":"4.50"}],"raises":{}}"#;
    let friends = r#"{"name":"Friends","plans":["m"],"percent":"20","cycles":1,"cookie_days":60,
        "maturity_days":45,"minimum_payout":"25.00","currency":"EUR"}"#;
    format!(
        "insert into seller values ('{}', 's', 'Quayside', '{ADDRESS}', null, null, 'EUR', 'UTC',
             '', '', '', null, '{{}}');
         insert into plan values ('{}', 'm', 'Business M', 'hosting', '{hosting}');
         insert into addon values ('{}', 'backup', 'Daily backup', '{backup}');
         insert into affiliate_program values ('{}', 'friends', 'Friends', 'EUR', '{friends}');",
        id("sel", 1),
        id("pln", 1),
        id("add", 1),
        id("apg", 1)
    )
}

fn customers(all: &Numbers) -> String {
    let whole = Numbers {
        first: 1,
        last: all.last,
        base: "0",
    };
    let (account, person, payer) = (sql("acc", "c.i"), sql("per", "c.i"), sql("bil", "c.i"));
    [
        whole.each(
            "account",
            1,
            &format!(
                "{account}, 'A-' || c.i, '{}', 'Customer ' || c.i, null, 'a@example.org', null,
                 null, '{ADDRESS}', 'EUR', 'UTC', 'en', null, null, null, null, null, '2024-01-01',
                 null, '{{}}', true, null, null, 0",
                id("sel", 1)
            ),
        ),
        whole.each(
            "person",
            1,
            &format!(
                "{person}, 'p-' || c.i, 'Person ' || c.i, 'p' || c.i || '@example.org', null,
                 null, null, cast(null as bigint)"
            ),
        ),
        whole.each(
            "billing_account",
            1,
            &format!(
                "{payer}, 'B-' || c.i, {account}, {person}, 'card', 'sandbox', 'ok', null, 'visa',
                 '1881', '2030-01', null, null, null, true, '{{\"EUR\":\"900.00\"}}', null,
                 'active', null, null"
            ),
        ),
    ]
    .join("\n")
}

fn subscriptions(of: &Numbers, each: u64) -> String {
    let (account, held) = (sql("acc", "c.i"), sql("sub", "{n}"));
    let name = "'site-' || cast(100000 + r.k as text) || '.example'";
    [
        of.each(
            "subscription",
            each,
            &format!(
                "{held}, 'S-' || {{n}}, {account}, '{}', 'hosting', {name}, {name}, {name},
                 r.k % 3, null, null, 'EUR', 'month', 1, '2025-01-01', '2026-07-01', 1,
                 cast(null as bigint), true, 'active', null, null, null, null, null, true, null,
                 null, null, null, null, 0, null, null",
                id("pln", 1)
            ),
        ),
        of.each(
            "subscription_addon",
            each,
            &format!(
                "{held}, '{}', '2025-01-01', null, cast(null as bigint), null",
                id("add", 1)
            ),
        ),
        of.each("payer", each, &format!("{held}, 0, {}", sql("bil", "c.i"))),
    ]
    .join("\n")
}

const PARTY: &str =
    r#"{"name":"P","address":{"line1":"1","city":"C","postal_code":"0","country":"DE"}}"#;

/// Two of each customer are open: one is overdue.
fn invoices(of: &Numbers, each: u64) -> String {
    let (account, invoice) = (sql("acc", "c.i"), sql("inv", "{n}"));
    let day = "'20' || cast(10 + r.k % 16 as text) || '-0' || cast(1 + r.k % 5 as text) || '-10'";
    let due = "case when r.k > 2 then '2026-06-01' when r.k = 1 then '2026-06-10'
        else '2026-06-20' end";
    let line = sql("sub", &format!("({} + 1 + r.k % 3)", of.base));
    [
        of.each(
            "invoice",
            each,
            &format!(
                "{invoice}, 'I-' || {{n}}, {account}, '{}', 'INV-' || {{n}}, cast(null as bigint),
                 cast(null as bigint), {day}, {due}, null, 'EUR', 1000, 190, 1190, 'A site', 'Text',
                 null, null, 1, 'inv-' || {{n}} || ' a site', '{PARTY}', '{PARTY}', null, true,
                 null, true, 'h'",
                id("sel", 1)
            ),
        ),
        of.each(
            "invoice_line",
            each,
            &format!(
                "{invoice}, 1, 'plan', 'm', 0, 'Text', {line}, null, null, null, null, null, null,
                 1000, '19', 'S', null, cast(null as bigint), null"
            ),
        ),
        of.each(
            "invoice_standing",
            each,
            &format!(
                "{invoice}, {account}, {day}, {due}, 'EUR', 1190,
                 case when r.k > 2 then 1190 else 0 end, 0, 0, 0,
                 case when r.k > 2 then 0 else 1190 end, false,
                 case when r.k > 2 then 'paid' else 'open' end"
            ),
        ),
    ]
    .join("\n")
}

fn credit(of: &Numbers, each: u64) -> String {
    let whole = Numbers {
        first: 1,
        last: of.last,
        base: "c.i * 100",
    };
    let account = sql("acc", "c.i");
    [
        whole.each(
            "credit_lot",
            1,
            &format!(
                "{}, 'C-' || c.i, {account}, 'EUR', 'promotion', 6000, 6000, 0, '2026-01-01',
                 '2026-12-31', '', null",
                sql("lot", "{n}")
            ),
        ),
        whole.each(
            "credit_movement",
            each,
            &format!(
                "{}, {account}, 'EUR', r.k, '2026-01-0' || r.k, r.k, 'grant', 1000, 1000 * r.k,
                 {}, null, null",
                sql("crm", "{n}"),
                sql("lot", "(c.i * 100 + 1)")
            ),
        ),
    ]
    .join("\n")
}

/// Lots of customer 1 beside the first: every third is left, of five kinds of expiry.
fn lots(each: u64) -> String {
    let rest = "case when r.k % 3 = 0 then 500 else 0 end";
    let expiry = "case r.k % 5 when 0 then null when 1 then '2026-08-31' when 2 then '2026-09-30'
        when 3 then '2026-10-31' else '2026-05-31' end";
    Numbers::heavy().each(
        "credit_lot",
        each,
        &format!(
            "{}, 'L-' || r.k, {}, 'EUR', 'promotion', 500, {rest}, 0,
             '20' || cast(20 + r.k % 6 as text) || '-03-01', {expiry}, '', null",
            sql("lot", "{n}"),
            sql("acc", "c.i")
        ),
    )
}

fn positions(of: &Numbers) -> String {
    let whole = Numbers {
        first: 1,
        last: of.last,
        base: "0",
    };
    let values = format!("{}, 'EUR', 6000, 0, 2380, 0, 0, 2", sql("acc", "c.i"));
    whole.each("position", 1, &values)
}

/// Everybody takes part, and has clicks and earnings in six months.
fn affiliates(of: &Numbers, commissions_each: u64) -> String {
    let whole = Numbers {
        first: 1,
        last: of.last,
        base: "c.i",
    };
    let (affiliate, account) = (sql("aff", "c.i"), sql("acc", "c.i"));
    let part = format!(
        "{affiliate}, 'F-' || c.i, {account}, '{}', 'code-' || c.i, '2026-01-01', null",
        id("apg", 1)
    );
    let clicks = format!("{affiliate}, '2026-0' || r.k || '-01', 7");
    let months = format!("{affiliate}, {account}, 'EUR', '2026-0' || r.k, 1, 0, 200, 0, 0, 0, 0");
    [
        whole.each("affiliate", 1, &part),
        whole.each("affiliate_click", 6, &clicks),
        whole.each("affiliate_month", 6, &months),
        commissions(of, commissions_each),
    ]
    .join("\n")
}

fn commissions(of: &Numbers, each: u64) -> String {
    let values = format!(
        "{}, 'K-' || {{n}}, {}, {account}, {account}, null, r.k, '2026-06-01', 'EUR', 1000, 200,
         'pending', '2026-07-16', null, null",
        sql("com", "{n}"),
        sql("aff", "c.i"),
        account = sql("acc", "c.i"),
    );
    of.each("commission", each, &values)
}

/// Everybody's books are run, and the first subscription is measured and goes over its limit.
fn usage(of: &Numbers) -> String {
    let account = sql("acc", "c.i");
    let held = sql("sub", &format!("({} + 1)", of.base));
    let months = format!(
        "{held}, 'disk', '2026-0' || r.k || '-01', {account}, 'EUR', 90, 30,
         '2026-0' || r.k || '-10', 30, 20, 58, 90, 0, false, null"
    );
    let charges = format!("{account}, 'EUR', '2026-0' || r.k || '-01', 58, 90, 1");
    let former = format!("{held}, '2025-0' || r.k || '-01', '{}'", id("pln", 1));
    let samples = format!(
        "{held}, 'disk', '2026-0' || r.k || '-10', 0, 30, cast(null as bigint), 'import', 0, 0"
    );
    let run = format!("{account}, '2026-06-10', null, 0, 0, 0, null, '2026-01-01', null");
    [
        of.each("run", 1, &run),
        of.each("former_plan", 1, &former),
        of.each("usage_sample", 6, &samples),
        of.each("usage_month", 6, &months),
        of.each("usage_charge", 6, &charges),
    ]
    .join("\n")
}
