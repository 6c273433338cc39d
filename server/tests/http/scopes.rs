//! What the arguments of pages, functions and forms name: one that is not here fails the build.

/// What each identifier in an address of a page names, or that it names nothing of a customer.
pub const PAGES: [(&str, Option<&str>); 8] = [
    ("/billing-accounts/new/{id}", Some("stp_")),
    ("/billing-accounts/{id}", Some("bil_")),
    ("/billing-accounts/{id}/remove", Some("bil_")),
    ("/invoices/{id}", Some("inv_")),
    ("/payments/{id}", Some("chk_")),
    ("/subscriptions/{id}", Some("sub_")),
    ("/subscriptions/{id}/payers", Some("sub_")),
    ("/reset/{token}", None),
];

/// The arguments that name something of a customer: name, and kind.
pub type Ids = &'static [(&'static str, &'static str)];

/// The same for the arguments of server functions. One that is not here fails the test.
pub const FUNCTIONS: [(&str, Ids); 39] = [
    ("/api/account/list", &[]),
    ("/api/account/overview", &[]),
    ("/api/affiliate/show", &[]),
    (
        "/api/billing_account/assign",
        &[("request[subscription]", "sub_")],
    ),
    (
        "/api/billing_account/begin",
        &[("request[replaces]", "bil_")],
    ),
    (
        "/api/billing_account/change",
        &[("request[billing_account]", "bil_")],
    ),
    ("/api/billing_account/default", &[("default", "bil_")]),
    ("/api/billing_account/finish", &[("set_up", "stp_")]),
    ("/api/billing_account/list", &[]),
    ("/api/billing_account/methods", &[]),
    ("/api/billing_account/payers", &[]),
    (
        "/api/billing_account/payers_of",
        &[("subscription", "sub_")],
    ),
    (
        "/api/billing_account/removal",
        &[("billing_account", "bil_")],
    ),
    (
        "/api/billing_account/remove",
        &[("request[billing_account]", "bil_")],
    ),
    ("/api/billing_account/set_up", &[("set_up", "stp_")]),
    ("/api/billing_account/show", &[("billing_account", "bil_")]),
    ("/api/checkout/add_funds", &[("what[wish][payer]", "bil_")]),
    ("/api/checkout/cancel", &[("checkout", "chk_")]),
    ("/api/checkout/funds", &[("wish[payer]", "bil_")]),
    (
        "/api/checkout/pay",
        &[
            ("what[wish][invoices]", "inv_"),
            ("what[wish][payer]", "bil_"),
        ],
    ),
    (
        "/api/checkout/quote",
        &[("wish[invoices]", "inv_"), ("wish[payer]", "bil_")],
    ),
    ("/api/checkout/show", &[("checkout", "chk_")]),
    ("/api/credit/set_low", &[("request[payer]", "bil_")]),
    ("/api/credit/show", &[]),
    ("/api/credit/show_low", &[]),
    ("/api/credit/withdraw", &[]),
    ("/api/credit/withdrawal", &[]),
    ("/api/invoice/list", &[]),
    ("/api/invoice/preview", &[("subscription", "sub_")]),
    ("/api/invoice/show", &[("invoice", "inv_")]),
    ("/api/session/ask_reset", &[]),
    ("/api/session/end", &[("session_id", "ses_")]),
    ("/api/session/list", &[]),
    ("/api/statement/show", &[]),
    ("/api/subscription/list", &[]),
    ("/api/subscription/show", &[("subscription", "sub_")]),
    ("/api/todo/list", &[]),
    ("/api/todo/snooze", &[("todo", "inv_")]),
    ("/api/usage/show", &[("query[of]", "sub_")]),
];

/// The same for the fields of forms.
pub const FORMS: [(&str, Ids); 19] = [
    ("/accounts", &[("account", "acc_")]),
    (
        "/billing-accounts",
        &[("default", "bil_"), ("request[subscription]", "sub_")],
    ),
    ("/billing-accounts/new", &[("request[replaces]", "bil_")]),
    ("/billing-accounts/new/{id}", &[("set_up", "stp_")]),
    (
        "/billing-accounts/{id}",
        &[
            ("request[billing_account]", "bil_"),
            ("request[replaces]", "bil_"),
        ],
    ),
    (
        "/billing-accounts/{id}/remove",
        &[("request[billing_account]", "bil_")],
    ),
    ("/credit/add", &[("what[wish][payer]", "bil_")]),
    ("/credit/top-up", &[("request[payer]", "bil_")]),
    ("/credit/withdraw", &[]),
    (
        "/pay",
        &[
            ("what[wish][invoices]", "inv_"),
            ("what[wish][payer]", "bil_"),
        ],
    ),
    ("/payments/{id}", &[("checkout", "chk_")]),
    ("/preferences", &[]),
    ("/reset", &[]),
    ("/reset/{token}", &[]),
    ("/sessions", &[("session_id", "ses_")]),
    ("/sign-in", &[]),
    ("/sign-out", &[]),
    (
        "/subscriptions/{id}/payers",
        &[("request[subscription]", "sub_")],
    ),
    ("/todos", &[("todo", "inv_")]),
];

/// What else a request must say so that it is understood.
pub const ALSO: [(&str, &[(&str, &str)]); 5] = [
    ("/api/checkout/quote", &[("wish[credit]", "true")]),
    ("/api/checkout/pay", &CONFIRMED),
    ("/pay", &CONFIRMED),
    ("/api/checkout/add_funds", &BOUGHT),
    ("/credit/add", &BOUGHT),
];
const BOUGHT: [(&str, &str); 3] = [
    ("what[key]", "0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f10"),
    ("what[shown]", ""),
    ("what[wish][amount]", "25"),
];
const CONFIRMED: [(&str, &str); 3] = [
    ("what[key]", "0190d5c2-7a3b-7c11-8f00-4d2b6a0e9f10"),
    ("what[shown]", ""),
    ("what[wish][credit]", "true"),
];
