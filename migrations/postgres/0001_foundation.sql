-- Instants are microseconds UTC, dates YYYY-MM-DD, amounts minor units beside their currency.
-- Texts sort by bytes, as in SQLite: a list has one order on both engines.
-- What is read and written as a whole (addresses, terms of a plan, …) is JSON in a text.

-- The provider's side -----------------------------------------------------------------------

create table seller (
    id text collate "C" primary key,
    ref text collate "C" not null unique,
    name text collate "C" not null,
    address text collate "C" not null,
    vat_id text collate "C",
    tax_number text collate "C",
    currency text collate "C" not null,
    time_zone text collate "C" not null,
    invoice_template text collate "C" not null,
    credit_note_template text collate "C" not null,
    receipt_template text collate "C" not null,
    bank text collate "C",
    policy text collate "C" not null
);

-- The last number given in a series; `own` once Saldo itself has issued in it.
create table series (
    seller_id text collate "C" not null references seller (id),
    kind text collate "C" not null,
    year bigint not null,
    last_n bigint not null,
    own boolean not null,
    primary key (seller_id, kind, year)
);

create table tax_zone (
    id text collate "C" primary key,
    ref text collate "C" not null unique,
    seller_id text collate "C" references seller (id),
    country text collate "C" not null,
    region text collate "C",
    rate text collate "C" not null,
    category text collate "C",
    valid_from text collate "C" not null,
    valid_to text collate "C",
    inclusive boolean not null
);

create table plan (
    id text collate "C" primary key,
    ref text collate "C" not null unique,
    name text collate "C" not null,
    kind text collate "C" not null,
    terms text collate "C" not null
);

create table addon (
    id text collate "C" primary key,
    ref text collate "C" not null unique,
    name text collate "C" not null,
    terms text collate "C" not null
);

create table api_key (
    id text collate "C" primary key,
    name text collate "C" not null unique,
    hash text collate "C" not null unique,
    scopes text collate "C" not null,
    created_at bigint not null,
    disabled_at bigint
);

-- Customers and people ----------------------------------------------------------------------

create table account (
    id text collate "C" primary key,
    ref text collate "C" not null unique,
    seller_id text collate "C" not null references seller (id),
    name text collate "C" not null,
    company text collate "C",
    email text collate "C" not null,
    invoice_email text collate "C",
    phone text collate "C",
    address text collate "C" not null,
    currency text collate "C" not null,
    time_zone text collate "C" not null,
    language text collate "C" not null,
    vat_id text collate "C",
    vat_check text collate "C",
    tax_zone_id text collate "C" references tax_zone (id),
    tax_exempt text collate "C",
    own_reference text collate "C",
    created_on text collate "C" not null,
    closed_on text collate "C",
    billing text collate "C" not null,
    credit_first boolean not null,
    credit_alert text collate "C",
    top_up text collate "C",
    revision bigint not null
);

-- `password_kind` is the hash (PHC) without salt and result: what a comparison costs.
create table person (
    id text collate "C" primary key,
    ref text collate "C" not null unique,
    name text collate "C" not null,
    email text collate "C" not null unique,
    language text collate "C",
    time_zone text collate "C",
    password_hash text collate "C",
    disabled_at bigint,
    password_kind text collate "C" generated always as (
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
    person_id text collate "C" not null references person (id),
    account_id text collate "C" not null references account (id),
    role text collate "C",
    permissions text collate "C",
    subscriptions text collate "C",
    spending_limit text collate "C",
    primary key (person_id, account_id)
);
create index membership_by_account on membership (account_id, person_id);

create table session (
    token_hash text collate "C" primary key,
    id text collate "C" not null unique,
    person_id text collate "C" not null references person (id),
    account_id text collate "C" not null references account (id),
    stay boolean not null,
    address text collate "C" not null,
    agent text collate "C" not null,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    proven_at bigint
);
create index session_by_person on session (person_id, seen_at);
create index session_by_end on session (expires_at);

create table device (
    hash text collate "C" primary key,
    person_id text collate "C" not null references person (id),
    created_at bigint not null,
    seen_at bigint not null
);
create index device_by_person on device (person_id);

create table password_reset (
    hash text collate "C" primary key,
    person_id text collate "C" not null references person (id),
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);
create index password_reset_by_person on password_reset (person_id);

create table throttle (
    subject text collate "C" primary key,
    tries bigint not null,
    since bigint not null
);

-- Billing accounts and subscriptions --------------------------------------------------------

create table billing_account (
    id text collate "C" primary key,
    ref text collate "C" not null unique,
    account_id text collate "C" not null references account (id),
    owner_id text collate "C" not null references person (id),
    method text collate "C" not null,
    gateway text collate "C" not null,
    token text collate "C" not null,
    customer_token text collate "C",
    brand text collate "C",
    last4 text collate "C",
    expires text collate "C",
    iban_masked text collate "C",
    name text collate "C",
    address text collate "C",
    is_default boolean not null,
    monthly_cap text collate "C",
    mandate text collate "C",
    status text collate "C" not null,
    first_used_on text collate "C"
);
create index billing_account_by_account on billing_account (account_id, id);
create unique index billing_account_default on billing_account (account_id) where is_default;

create table billing_account_share (
    billing_account_id text collate "C" not null references billing_account (id),
    person_id text collate "C" not null references person (id),
    primary key (billing_account_id, person_id)
);

-- `attention` orders the account page: 0 needs it most. `sort_name` is the lower-case name.
create table subscription (
    id text collate "C" primary key,
    ref text collate "C" not null unique,
    account_id text collate "C" not null references account (id),
    plan_id text collate "C" not null references plan (id),
    plan_kind text collate "C" not null,
    name text collate "C" not null,
    sort_name text collate "C" not null,
    search text collate "C" not null,
    attention bigint not null,
    label text collate "C",
    domain text collate "C",
    currency text collate "C" not null,
    period text collate "C" not null,
    every bigint not null,
    started_on text collate "C" not null,
    next_renewal_on text collate "C",
    anchor_day bigint,
    price_minor bigint,
    credit_first boolean,
    status text collate "C" not null,
    reason text collate "C",
    since text collate "C",
    ends_on text collate "C",
    change text collate "C",
    panel text collate "C",
    auto_renew boolean not null
);
create index subscription_by_name on subscription (account_id, sort_name, id);
create index subscription_by_attention on subscription (account_id, attention, sort_name, id);
create index subscription_by_plan on subscription (plan_id);

create table subscription_addon (
    subscription_id text collate "C" not null references subscription (id),
    addon_id text collate "C" not null references addon (id),
    from_day text collate "C" not null,
    to_day text collate "C",
    price_minor bigint,
    primary key (subscription_id, addon_id)
);

create table payer (
    subscription_id text collate "C" not null references subscription (id),
    place bigint not null,
    billing_account_id text collate "C" not null references billing_account (id),
    primary key (subscription_id, place)
);
create index payer_by_billing_account on payer (billing_account_id, subscription_id);

-- Documents: never changed once issued ------------------------------------------------------

create table invoice (
    id text collate "C" primary key,
    ref text collate "C" not null unique,
    account_id text collate "C" not null references account (id),
    seller_id text collate "C" not null references seller (id),
    number text collate "C" not null,
    series_year bigint,
    series_n bigint,
    issued_on text collate "C" not null,
    due_on text collate "C" not null,
    planned_on text collate "C",
    currency text collate "C" not null,
    net_minor bigint not null,
    tax_minor bigint not null,
    total_minor bigint not null,
    title text collate "C" not null,
    detail text collate "C" not null,
    period_from text collate "C",
    period_to text collate "C",
    line_count bigint not null,
    search text collate "C" not null,
    seller text collate "C" not null,
    buyer text collate "C" not null,
    own_reference text collate "C",
    credit_first boolean not null,
    dunning_from text collate "C",
    imported boolean not null,
    hash text collate "C" not null,
    unique (seller_id, number),
    check (net_minor + tax_minor = total_minor)
);
create index invoice_by_date on invoice (account_id, issued_on, id);

create table invoice_line (
    invoice_id text collate "C" not null references invoice (id),
    n bigint not null,
    kind text collate "C" not null,
    item text collate "C" not null,
    revision bigint not null,
    text text collate "C" not null,
    subscription_id text collate "C" references subscription (id),
    addon_id text collate "C" references addon (id),
    resource text collate "C",
    period_from text collate "C",
    period_to text collate "C",
    quantity text collate "C",
    unit_price text collate "C",
    net_minor bigint not null,
    tax_rate text collate "C" not null,
    tax_category text collate "C" not null,
    corrects_invoice_id text collate "C" references invoice (id),
    corrects_n bigint,
    derivation text collate "C",
    primary key (invoice_id, n)
);
create index invoice_line_by_subscription on invoice_line (subscription_id, invoice_id);

create table invoice_tax (
    invoice_id text collate "C" not null references invoice (id),
    n bigint not null,
    rate text collate "C" not null,
    category text collate "C" not null,
    net_minor bigint not null,
    tax_minor bigint not null,
    primary key (invoice_id, n)
);

create table credit_note (
    id text collate "C" primary key,
    ref text collate "C" not null unique,
    account_id text collate "C" not null references account (id),
    invoice_id text collate "C" not null references invoice (id),
    seller_id text collate "C" not null references seller (id),
    number text collate "C" not null,
    series_year bigint,
    series_n bigint,
    issued_on text collate "C" not null,
    currency text collate "C" not null,
    net_minor bigint not null,
    tax_minor bigint not null,
    total_minor bigint not null,
    seller text collate "C" not null,
    buyer text collate "C" not null,
    returned text collate "C" not null,
    imported boolean not null,
    hash text collate "C" not null,
    unique (seller_id, number),
    check (net_minor + tax_minor = total_minor)
);
create index credit_note_by_invoice on credit_note (invoice_id, issued_on, id);
create index credit_note_by_account on credit_note (account_id, issued_on, id);

create table credit_note_line (
    credit_note_id text collate "C" not null references credit_note (id),
    n bigint not null,
    kind text collate "C" not null,
    item text collate "C" not null,
    revision bigint not null,
    text text collate "C" not null,
    subscription_id text collate "C" references subscription (id),
    addon_id text collate "C" references addon (id),
    resource text collate "C",
    period_from text collate "C",
    period_to text collate "C",
    quantity text collate "C",
    unit_price text collate "C",
    net_minor bigint not null,
    tax_rate text collate "C" not null,
    tax_category text collate "C" not null,
    corrects_invoice_id text collate "C" references invoice (id),
    corrects_n bigint,
    derivation text collate "C",
    primary key (credit_note_id, n)
);

create table credit_note_tax (
    credit_note_id text collate "C" not null references credit_note (id),
    n bigint not null,
    rate text collate "C" not null,
    category text collate "C" not null,
    net_minor bigint not null,
    tax_minor bigint not null,
    primary key (credit_note_id, n)
);

-- What has become of an invoice: a cache of the ledger, proven equal by `saldo verify`.
create table invoice_standing (
    invoice_id text collate "C" primary key references invoice (id),
    account_id text collate "C" not null references account (id),
    issued_on text collate "C" not null,
    due_on text collate "C" not null,
    currency text collate "C" not null,
    total_minor bigint not null,
    settled_minor bigint not null,
    returned_minor bigint not null,
    credited_minor bigint not null,
    written_off_minor bigint not null,
    open_minor bigint not null,
    in_flight boolean not null,
    state text collate "C" not null,
    check (open_minor between 0 and total_minor)
);
create index invoice_standing_open on invoice_standing (account_id, due_on, invoice_id)
    where open_minor > 0;
create index invoice_standing_settled on invoice_standing (account_id, issued_on, invoice_id)
    where open_minor = 0;

-- The payer list may still be replaced while something is open.
create table invoice_payer (
    invoice_id text collate "C" not null references invoice (id),
    place bigint not null,
    billing_account_id text collate "C" not null references billing_account (id),
    primary key (invoice_id, place)
);

-- Money: only ever added to -----------------------------------------------------------------

-- `ref` names what was booked: one transaction for each such thing.
create table ledger_transaction (
    id text collate "C" primary key,
    ref text collate "C" not null unique,
    account_id text collate "C" references account (id),
    at bigint not null,
    posted_on text collate "C" not null,
    reason text collate "C" not null
);
create index ledger_transaction_by_account on ledger_transaction (account_id, at, id);

create table credit_lot (
    id text collate "C" primary key,
    ref text collate "C" not null unique,
    account_id text collate "C" not null references account (id),
    currency text collate "C" not null,
    origin text collate "C" not null,
    amount_minor bigint not null,
    remaining_minor bigint not null,
    held_minor bigint not null,
    granted_on text collate "C" not null,
    expires_on text collate "C",
    note text collate "C" not null,
    payment_ref text collate "C",
    check (held_minor >= 0 and held_minor <= remaining_minor and remaining_minor <= amount_minor)
);
create index credit_lot_left on credit_lot (account_id, currency) where remaining_minor > 0;

create table ledger_entry (
    transaction_id text collate "C" not null references ledger_transaction (id),
    n bigint not null,
    account_id text collate "C" references account (id),
    book text collate "C" not null,
    currency text collate "C" not null,
    amount_minor bigint not null,
    invoice_id text collate "C" references invoice (id),
    lot_id text collate "C" references credit_lot (id),
    payment_ref text collate "C",
    primary key (transaction_id, n)
);
create index ledger_entry_by_account on ledger_entry (account_id, book, currency);
create index ledger_entry_by_invoice on ledger_entry (invoice_id) where invoice_id is not null;

create table credit_hold (
    id text collate "C" primary key,
    account_id text collate "C" not null references account (id),
    lot_id text collate "C" not null references credit_lot (id),
    payment_ref text collate "C" not null,
    amount_minor bigint not null,
    created_at bigint not null,
    unique (payment_ref, lot_id),
    check (amount_minor > 0)
);

-- `n` counts the movements of one account and currency; `balance_minor` is what it came to.
create table credit_movement (
    id text collate "C" primary key,
    account_id text collate "C" not null references account (id),
    currency text collate "C" not null,
    n bigint not null,
    on_day text collate "C" not null,
    at bigint not null,
    reason text collate "C" not null,
    amount_minor bigint not null,
    balance_minor bigint not null,
    lot_id text collate "C" not null references credit_lot (id),
    invoice_id text collate "C" references invoice (id),
    payment_ref text collate "C",
    unique (account_id, currency, n),
    check (balance_minor >= 0)
);
create index credit_movement_by_day on credit_movement (account_id, on_day, currency, n);

create table settlement (
    invoice_id text collate "C" not null references invoice (id),
    n bigint not null,
    account_id text collate "C" not null references account (id),
    on_day text collate "C" not null,
    by text collate "C" not null,
    amount_minor bigint not null,
    billing_account_id text collate "C" references billing_account (id),
    credit_note_id text collate "C" references credit_note (id),
    reference text collate "C",
    transaction_id text collate "C" not null references ledger_transaction (id),
    primary key (invoice_id, n)
);
create index settlement_by_credit_note on settlement (credit_note_id)
    where credit_note_id is not null;
create index settlement_by_billing_account on settlement (billing_account_id, on_day)
    where billing_account_id is not null;

-- Cached balances by currency, proven equal to the ledger by `saldo verify`.
create table position (
    account_id text collate "C" not null references account (id),
    currency text collate "C" not null,
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
    kind text collate "C" not null,
    ref text collate "C" not null,
    digest text collate "C" not null,
    object_id text collate "C" not null,
    primary key (kind, ref)
);

create table idempotency (
    owner text collate "C" not null,
    key text collate "C" not null,
    digest text collate "C" not null,
    answer text collate "C" not null,
    created_at bigint not null,
    primary key (owner, key)
);

create table outbox (
    id text collate "C" primary key,
    kind text collate "C" not null,
    account_id text collate "C" references account (id),
    person_id text collate "C" references person (id),
    recipient text collate "C" not null,
    payload text collate "C" not null,
    queued_at bigint not null,
    next_at bigint not null,
    attempts bigint not null,
    lease_until bigint not null,
    sent_at bigint,
    trouble text collate "C"
);
create index outbox_waiting on outbox (next_at, id) where sent_at is null;

create table job (
    id text collate "C" primary key,
    kind text collate "C" not null,
    subject text collate "C" not null,
    payload text collate "C" not null,
    next_at bigint not null,
    attempts bigint not null,
    lease_until bigint not null,
    done_at bigint,
    trouble text collate "C",
    unique (kind, subject)
);
create index job_waiting on job (next_at, id) where done_at is null;

-- One chain of hashes for each scope (an account's id, or `provider`).
create table audit (
    scope text collate "C" not null,
    n bigint not null,
    at bigint not null,
    actor text collate "C" not null,
    address text collate "C" not null,
    action text collate "C" not null,
    subject text collate "C" not null,
    detail text collate "C" not null,
    hash text collate "C" not null,
    primary key (scope, n)
);

-- What is issued or booked is never changed: the engine itself refuses.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'append only: %', tg_table_name using errcode = 'check_violation';
end;
$$;
create trigger invoice_no_change before update or delete on invoice
    for each row execute function refuse_change();
create trigger invoice_no_truncate before truncate on invoice
    for each statement execute function refuse_change();
create trigger invoice_line_no_change before update or delete on invoice_line
    for each row execute function refuse_change();
create trigger invoice_line_no_truncate before truncate on invoice_line
    for each statement execute function refuse_change();
create trigger invoice_tax_no_change before update or delete on invoice_tax
    for each row execute function refuse_change();
create trigger invoice_tax_no_truncate before truncate on invoice_tax
    for each statement execute function refuse_change();
create trigger credit_note_no_change before update or delete on credit_note
    for each row execute function refuse_change();
create trigger credit_note_no_truncate before truncate on credit_note
    for each statement execute function refuse_change();
create trigger credit_note_line_no_change before update or delete on credit_note_line
    for each row execute function refuse_change();
create trigger credit_note_line_no_truncate before truncate on credit_note_line
    for each statement execute function refuse_change();
create trigger credit_note_tax_no_change before update or delete on credit_note_tax
    for each row execute function refuse_change();
create trigger credit_note_tax_no_truncate before truncate on credit_note_tax
    for each statement execute function refuse_change();
create trigger ledger_transaction_no_change before update or delete on ledger_transaction
    for each row execute function refuse_change();
create trigger ledger_transaction_no_truncate before truncate on ledger_transaction
    for each statement execute function refuse_change();
create trigger ledger_entry_no_change before update or delete on ledger_entry
    for each row execute function refuse_change();
create trigger ledger_entry_no_truncate before truncate on ledger_entry
    for each statement execute function refuse_change();
create trigger credit_movement_no_change before update or delete on credit_movement
    for each row execute function refuse_change();
create trigger credit_movement_no_truncate before truncate on credit_movement
    for each statement execute function refuse_change();
create trigger settlement_no_change before update or delete on settlement
    for each row execute function refuse_change();
create trigger settlement_no_truncate before truncate on settlement
    for each statement execute function refuse_change();
create trigger audit_no_change before update or delete on audit
    for each row execute function refuse_change();
create trigger audit_no_truncate before truncate on audit
    for each statement execute function refuse_change();

-- Nothing is added to a document that stands: its standing, or its settlement, is written last.
create function refuse_addition_to_invoice() returns trigger language plpgsql as $$
begin
    if exists (select 1 from invoice_standing where invoice_id = new.invoice_id) then
        raise exception 'append only: %', tg_table_name using errcode = 'check_violation';
    end if;
    return new;
end;
$$;
create function refuse_addition_to_credit_note() returns trigger language plpgsql as $$
begin
    if exists (select 1 from settlement where credit_note_id = new.credit_note_id) then
        raise exception 'append only: %', tg_table_name using errcode = 'check_violation';
    end if;
    return new;
end;
$$;
create trigger invoice_line_no_addition before insert on invoice_line
    for each row execute function refuse_addition_to_invoice();
create trigger invoice_tax_no_addition before insert on invoice_tax
    for each row execute function refuse_addition_to_invoice();
create trigger credit_note_line_no_addition before insert on credit_note_line
    for each row execute function refuse_addition_to_credit_note();
create trigger credit_note_tax_no_addition before insert on credit_note_tax
    for each row execute function refuse_addition_to_credit_note();
