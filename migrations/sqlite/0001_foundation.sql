-- Instants are microseconds UTC, dates YYYY-MM-DD, amounts minor units beside their currency.
-- What is read and written as a whole (addresses, terms of a plan, …) is JSON in a text.

-- The provider's side -----------------------------------------------------------------------

create table seller (
    id text primary key,
    ref text not null unique,
    name text not null,
    address text not null,
    vat_id text,
    tax_number text,
    currency text not null,
    time_zone text not null,
    invoice_template text not null,
    credit_note_template text not null,
    receipt_template text not null,
    bank text,
    policy text not null
);

-- The last number given in a series; `own` once Saldo itself has issued in it.
create table series (
    seller_id text not null references seller (id),
    kind text not null,
    year bigint not null,
    last_n bigint not null,
    own boolean not null,
    primary key (seller_id, kind, year)
);

create table tax_zone (
    id text primary key,
    ref text not null unique,
    seller_id text references seller (id),
    country text not null,
    region text,
    rate text not null,
    category text,
    valid_from text not null,
    valid_to text,
    inclusive boolean not null
);

create table plan (
    id text primary key,
    ref text not null unique,
    name text not null,
    kind text not null,
    terms text not null
);

create table addon (
    id text primary key,
    ref text not null unique,
    name text not null,
    terms text not null
);

create table api_key (
    id text primary key,
    name text not null unique,
    hash text not null unique,
    scopes text not null,
    created_at bigint not null,
    disabled_at bigint
);

-- Customers and people ----------------------------------------------------------------------

create table account (
    id text primary key,
    ref text not null unique,
    seller_id text not null references seller (id),
    name text not null,
    company text,
    email text not null,
    invoice_email text,
    phone text,
    address text not null,
    currency text not null,
    time_zone text not null,
    language text not null,
    vat_id text,
    vat_check text,
    tax_zone_id text references tax_zone (id),
    tax_exempt text,
    own_reference text,
    created_on text not null,
    closed_on text,
    billing text not null,
    credit_first boolean not null,
    credit_alert text,
    top_up text,
    revision bigint not null
);

-- `password_kind` is the hash (PHC) without salt and result: what a comparison costs.
create table person (
    id text primary key,
    ref text not null unique,
    name text not null,
    email text not null unique,
    language text,
    time_zone text,
    password_hash text,
    disabled_at bigint,
    password_kind text generated always as (
        rtrim(
            rtrim(
                rtrim(
                    password_hash,
                    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/.-'
                ),
                '$'
            ),
            'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/.-'
        )
    ) stored
);
create index person_by_password_kind on person (password_kind);

create table membership (
    person_id text not null references person (id),
    account_id text not null references account (id),
    role text,
    permissions text,
    subscriptions text,
    spending_limit text,
    primary key (person_id, account_id)
);
create index membership_by_account on membership (account_id, person_id);

create table session (
    token_hash text primary key,
    id text not null unique,
    person_id text not null references person (id),
    account_id text not null references account (id),
    stay boolean not null,
    address text not null,
    agent text not null,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    proven_at bigint
);
create index session_by_person on session (person_id, seen_at);
create index session_by_end on session (expires_at);

create table device (
    hash text primary key,
    person_id text not null references person (id),
    created_at bigint not null,
    seen_at bigint not null
);
create index device_by_person on device (person_id);

create table password_reset (
    hash text primary key,
    person_id text not null references person (id),
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);
create index password_reset_by_person on password_reset (person_id);

create table throttle (
    subject text primary key,
    tries bigint not null,
    since bigint not null
);

-- Billing accounts and subscriptions --------------------------------------------------------

create table billing_account (
    id text primary key,
    ref text not null unique,
    account_id text not null references account (id),
    owner_id text not null references person (id),
    method text not null,
    gateway text not null,
    token text not null,
    customer_token text,
    brand text,
    last4 text,
    expires text,
    iban_masked text,
    name text,
    address text,
    is_default boolean not null,
    monthly_cap text,
    mandate text,
    status text not null,
    first_used_on text
);
create index billing_account_by_account on billing_account (account_id, id);
create unique index billing_account_default on billing_account (account_id) where is_default;

create table billing_account_share (
    billing_account_id text not null references billing_account (id),
    person_id text not null references person (id),
    primary key (billing_account_id, person_id)
);

-- `attention` orders the account page: 0 needs it most. `sort_name` is the lower-case name.
create table subscription (
    id text primary key,
    ref text not null unique,
    account_id text not null references account (id),
    plan_id text not null references plan (id),
    plan_kind text not null,
    name text not null,
    sort_name text not null,
    search text not null,
    attention bigint not null,
    label text,
    domain text,
    currency text not null,
    period text not null,
    every bigint not null,
    started_on text not null,
    next_renewal_on text,
    anchor_day bigint,
    price_minor bigint,
    credit_first boolean,
    status text not null,
    reason text,
    since text,
    ends_on text,
    change text,
    panel text,
    auto_renew boolean not null
);
create index subscription_by_name on subscription (account_id, sort_name, id);
create index subscription_by_attention on subscription (account_id, attention, sort_name, id);
create index subscription_by_plan on subscription (plan_id);

create table subscription_addon (
    subscription_id text not null references subscription (id),
    addon_id text not null references addon (id),
    from_day text not null,
    to_day text,
    price_minor bigint,
    primary key (subscription_id, addon_id)
);

create table payer (
    subscription_id text not null references subscription (id),
    place bigint not null,
    billing_account_id text not null references billing_account (id),
    primary key (subscription_id, place)
);
create index payer_by_billing_account on payer (billing_account_id, subscription_id);

-- Documents: never changed once issued ------------------------------------------------------

create table invoice (
    id text primary key,
    ref text not null unique,
    account_id text not null references account (id),
    seller_id text not null references seller (id),
    number text not null,
    series_year bigint,
    series_n bigint,
    issued_on text not null,
    due_on text not null,
    planned_on text,
    currency text not null,
    net_minor bigint not null,
    tax_minor bigint not null,
    total_minor bigint not null,
    title text not null,
    detail text not null,
    period_from text,
    period_to text,
    line_count bigint not null,
    search text not null,
    seller text not null,
    buyer text not null,
    own_reference text,
    credit_first boolean not null,
    dunning_from text,
    imported boolean not null,
    hash text not null,
    unique (seller_id, number),
    check (net_minor + tax_minor = total_minor)
);
create index invoice_by_date on invoice (account_id, issued_on, id);

create table invoice_line (
    invoice_id text not null references invoice (id),
    n bigint not null,
    kind text not null,
    item text not null,
    revision bigint not null,
    text text not null,
    subscription_id text references subscription (id),
    addon_id text references addon (id),
    resource text,
    period_from text,
    period_to text,
    quantity text,
    unit_price text,
    net_minor bigint not null,
    tax_rate text not null,
    tax_category text not null,
    corrects_invoice_id text references invoice (id),
    corrects_n bigint,
    derivation text,
    primary key (invoice_id, n)
);
create index invoice_line_by_subscription on invoice_line (subscription_id, invoice_id);

create table invoice_tax (
    invoice_id text not null references invoice (id),
    n bigint not null,
    rate text not null,
    category text not null,
    net_minor bigint not null,
    tax_minor bigint not null,
    primary key (invoice_id, n)
);

create table credit_note (
    id text primary key,
    ref text not null unique,
    account_id text not null references account (id),
    invoice_id text not null references invoice (id),
    seller_id text not null references seller (id),
    number text not null,
    series_year bigint,
    series_n bigint,
    issued_on text not null,
    currency text not null,
    net_minor bigint not null,
    tax_minor bigint not null,
    total_minor bigint not null,
    seller text not null,
    buyer text not null,
    returned text not null,
    imported boolean not null,
    hash text not null,
    unique (seller_id, number),
    check (net_minor + tax_minor = total_minor)
);
create index credit_note_by_invoice on credit_note (invoice_id, issued_on, id);
create index credit_note_by_account on credit_note (account_id, issued_on, id);

create table credit_note_line (
    credit_note_id text not null references credit_note (id),
    n bigint not null,
    kind text not null,
    item text not null,
    revision bigint not null,
    text text not null,
    subscription_id text references subscription (id),
    addon_id text references addon (id),
    resource text,
    period_from text,
    period_to text,
    quantity text,
    unit_price text,
    net_minor bigint not null,
    tax_rate text not null,
    tax_category text not null,
    corrects_invoice_id text references invoice (id),
    corrects_n bigint,
    derivation text,
    primary key (credit_note_id, n)
);

create table credit_note_tax (
    credit_note_id text not null references credit_note (id),
    n bigint not null,
    rate text not null,
    category text not null,
    net_minor bigint not null,
    tax_minor bigint not null,
    primary key (credit_note_id, n)
);

-- What has become of an invoice: a cache of the ledger, proven equal by `saldo verify`.
create table invoice_standing (
    invoice_id text primary key references invoice (id),
    account_id text not null references account (id),
    issued_on text not null,
    due_on text not null,
    currency text not null,
    total_minor bigint not null,
    settled_minor bigint not null,
    returned_minor bigint not null,
    credited_minor bigint not null,
    written_off_minor bigint not null,
    open_minor bigint not null,
    in_flight boolean not null,
    state text not null,
    check (open_minor between 0 and total_minor)
);
create index invoice_standing_open on invoice_standing (account_id, due_on, invoice_id)
    where open_minor > 0;
create index invoice_standing_settled on invoice_standing (account_id, issued_on, invoice_id)
    where open_minor = 0;

-- The payer list may still be replaced while something is open.
create table invoice_payer (
    invoice_id text not null references invoice (id),
    place bigint not null,
    billing_account_id text not null references billing_account (id),
    primary key (invoice_id, place)
);

-- Money: only ever added to -----------------------------------------------------------------

-- `ref` names what was booked: one transaction for each such thing.
create table ledger_transaction (
    id text primary key,
    ref text not null unique,
    account_id text references account (id),
    at bigint not null,
    posted_on text not null,
    reason text not null
);
create index ledger_transaction_by_account on ledger_transaction (account_id, at, id);

create table credit_lot (
    id text primary key,
    ref text not null unique,
    account_id text not null references account (id),
    currency text not null,
    origin text not null,
    amount_minor bigint not null,
    remaining_minor bigint not null,
    held_minor bigint not null,
    granted_on text not null,
    expires_on text,
    note text not null,
    payment_ref text,
    check (held_minor >= 0 and held_minor <= remaining_minor and remaining_minor <= amount_minor)
);
create index credit_lot_left on credit_lot (account_id, currency) where remaining_minor > 0;

create table ledger_entry (
    transaction_id text not null references ledger_transaction (id),
    n bigint not null,
    account_id text references account (id),
    book text not null,
    currency text not null,
    amount_minor bigint not null,
    invoice_id text references invoice (id),
    lot_id text references credit_lot (id),
    payment_ref text,
    primary key (transaction_id, n)
);
create index ledger_entry_by_account on ledger_entry (account_id, book, currency);
create index ledger_entry_by_invoice on ledger_entry (invoice_id) where invoice_id is not null;

create table credit_hold (
    id text primary key,
    account_id text not null references account (id),
    lot_id text not null references credit_lot (id),
    payment_ref text not null,
    amount_minor bigint not null,
    created_at bigint not null,
    unique (payment_ref, lot_id),
    check (amount_minor > 0)
);

-- `n` counts the movements of one account and currency; `balance_minor` is what it came to.
create table credit_movement (
    id text primary key,
    account_id text not null references account (id),
    currency text not null,
    n bigint not null,
    on_day text not null,
    at bigint not null,
    reason text not null,
    amount_minor bigint not null,
    balance_minor bigint not null,
    lot_id text not null references credit_lot (id),
    invoice_id text references invoice (id),
    payment_ref text,
    unique (account_id, currency, n),
    check (balance_minor >= 0)
);
create index credit_movement_by_day on credit_movement (account_id, on_day, currency, n);

create table settlement (
    invoice_id text not null references invoice (id),
    n bigint not null,
    account_id text not null references account (id),
    on_day text not null,
    by text not null,
    amount_minor bigint not null,
    billing_account_id text references billing_account (id),
    credit_note_id text references credit_note (id),
    reference text,
    transaction_id text not null references ledger_transaction (id),
    primary key (invoice_id, n)
);
create index settlement_by_credit_note on settlement (credit_note_id)
    where credit_note_id is not null;
create index settlement_by_billing_account on settlement (billing_account_id, on_day)
    where billing_account_id is not null;

-- Cached balances by currency, proven equal to the ledger by `saldo verify`.
create table position (
    account_id text not null references account (id),
    currency text not null,
    credit_minor bigint not null,
    held_minor bigint not null,
    due_minor bigint not null,
    processing_minor bigint not null,
    unapplied_minor bigint not null,
    open_count bigint not null,
    primary key (account_id, currency),
    check (credit_minor >= 0 and held_minor between 0 and credit_minor and open_count >= 0)
);

-- Machinery ---------------------------------------------------------------------------------

create table imported (
    kind text not null,
    ref text not null,
    digest text not null,
    object_id text not null,
    primary key (kind, ref)
);

create table idempotency (
    owner text not null,
    key text not null,
    digest text not null,
    answer text not null,
    created_at bigint not null,
    primary key (owner, key)
);

create table outbox (
    id text primary key,
    kind text not null,
    account_id text references account (id),
    person_id text references person (id),
    recipient text not null,
    payload text not null,
    queued_at bigint not null,
    next_at bigint not null,
    attempts bigint not null,
    lease_until bigint not null,
    sent_at bigint,
    trouble text
);
create index outbox_waiting on outbox (next_at, id) where sent_at is null;

create table job (
    id text primary key,
    kind text not null,
    subject text not null,
    payload text not null,
    next_at bigint not null,
    attempts bigint not null,
    lease_until bigint not null,
    done_at bigint,
    trouble text,
    unique (kind, subject)
);
create index job_waiting on job (next_at, id) where done_at is null;

-- One chain of hashes for each scope (an account's id, or `provider`).
create table audit (
    scope text not null,
    n bigint not null,
    at bigint not null,
    actor text not null,
    address text not null,
    action text not null,
    subject text not null,
    detail text not null,
    hash text not null,
    primary key (scope, n)
);

-- What is issued or booked is never changed: the engine itself refuses.
create trigger invoice_no_update before update on invoice
begin
    select raise(abort, 'append only: invoice');
end;
create trigger invoice_no_delete before delete on invoice
begin
    select raise(abort, 'append only: invoice');
end;
create trigger invoice_line_no_update before update on invoice_line
begin
    select raise(abort, 'append only: invoice_line');
end;
create trigger invoice_line_no_delete before delete on invoice_line
begin
    select raise(abort, 'append only: invoice_line');
end;
create trigger invoice_tax_no_update before update on invoice_tax
begin
    select raise(abort, 'append only: invoice_tax');
end;
create trigger invoice_tax_no_delete before delete on invoice_tax
begin
    select raise(abort, 'append only: invoice_tax');
end;
create trigger credit_note_no_update before update on credit_note
begin
    select raise(abort, 'append only: credit_note');
end;
create trigger credit_note_no_delete before delete on credit_note
begin
    select raise(abort, 'append only: credit_note');
end;
create trigger credit_note_line_no_update before update on credit_note_line
begin
    select raise(abort, 'append only: credit_note_line');
end;
create trigger credit_note_line_no_delete before delete on credit_note_line
begin
    select raise(abort, 'append only: credit_note_line');
end;
create trigger credit_note_tax_no_update before update on credit_note_tax
begin
    select raise(abort, 'append only: credit_note_tax');
end;
create trigger credit_note_tax_no_delete before delete on credit_note_tax
begin
    select raise(abort, 'append only: credit_note_tax');
end;
create trigger ledger_transaction_no_update before update on ledger_transaction
begin
    select raise(abort, 'append only: ledger_transaction');
end;
create trigger ledger_transaction_no_delete before delete on ledger_transaction
begin
    select raise(abort, 'append only: ledger_transaction');
end;
create trigger ledger_entry_no_update before update on ledger_entry
begin
    select raise(abort, 'append only: ledger_entry');
end;
create trigger ledger_entry_no_delete before delete on ledger_entry
begin
    select raise(abort, 'append only: ledger_entry');
end;
create trigger credit_movement_no_update before update on credit_movement
begin
    select raise(abort, 'append only: credit_movement');
end;
create trigger credit_movement_no_delete before delete on credit_movement
begin
    select raise(abort, 'append only: credit_movement');
end;
create trigger settlement_no_update before update on settlement
begin
    select raise(abort, 'append only: settlement');
end;
create trigger settlement_no_delete before delete on settlement
begin
    select raise(abort, 'append only: settlement');
end;
create trigger audit_no_update before update on audit
begin
    select raise(abort, 'append only: audit');
end;
create trigger audit_no_delete before delete on audit
begin
    select raise(abort, 'append only: audit');
end;

-- `insert or replace` deletes without asking the triggers above.
create trigger invoice_no_replace before insert on invoice
when exists (
    select 1 from invoice
    where id = new.id or ref = new.ref or (seller_id = new.seller_id and number = new.number)
)
begin
    select raise(abort, 'append only: invoice');
end;
create trigger credit_note_no_replace before insert on credit_note
when exists (
    select 1 from credit_note
    where id = new.id or ref = new.ref or (seller_id = new.seller_id and number = new.number)
)
begin
    select raise(abort, 'append only: credit_note');
end;
create trigger credit_note_line_no_replace before insert on credit_note_line
when exists (select 1 from credit_note_line where credit_note_id = new.credit_note_id and n = new.n)
begin
    select raise(abort, 'append only: credit_note_line');
end;
create trigger credit_note_tax_no_replace before insert on credit_note_tax
when exists (select 1 from credit_note_tax where credit_note_id = new.credit_note_id and n = new.n)
begin
    select raise(abort, 'append only: credit_note_tax');
end;
create trigger ledger_transaction_no_replace before insert on ledger_transaction
when exists (select 1 from ledger_transaction where id = new.id or ref = new.ref)
begin
    select raise(abort, 'append only: ledger_transaction');
end;
create trigger ledger_entry_no_replace before insert on ledger_entry
when exists (select 1 from ledger_entry where transaction_id = new.transaction_id and n = new.n)
begin
    select raise(abort, 'append only: ledger_entry');
end;
create trigger credit_movement_no_replace before insert on credit_movement
when exists (
    select 1 from credit_movement
    where id = new.id or (account_id = new.account_id and currency = new.currency and n = new.n)
)
begin
    select raise(abort, 'append only: credit_movement');
end;
create trigger settlement_no_replace before insert on settlement
when exists (select 1 from settlement where invoice_id = new.invoice_id and n = new.n)
begin
    select raise(abort, 'append only: settlement');
end;
create trigger audit_no_replace before insert on audit
when exists (select 1 from audit where scope = new.scope and n = new.n)
begin
    select raise(abort, 'append only: audit');
end;

-- Nothing is added to a document that stands: its standing, or its settlement, is written last.
create trigger invoice_line_no_addition before insert on invoice_line
when exists (select 1 from invoice_standing where invoice_id = new.invoice_id)
begin
    select raise(abort, 'append only: invoice_line');
end;
create trigger invoice_tax_no_addition before insert on invoice_tax
when exists (select 1 from invoice_standing where invoice_id = new.invoice_id)
begin
    select raise(abort, 'append only: invoice_tax');
end;
create trigger credit_note_line_no_addition before insert on credit_note_line
when exists (select 1 from settlement where credit_note_id = new.credit_note_id)
begin
    select raise(abort, 'append only: credit_note_line');
end;
create trigger credit_note_tax_no_addition before insert on credit_note_tax
when exists (select 1 from settlement where credit_note_id = new.credit_note_id)
begin
    select raise(abort, 'append only: credit_note_tax');
end;
