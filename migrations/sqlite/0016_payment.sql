-- Payments --------------------------------------------------------------------------------------

-- What a customer confirmed (`person_id`) or the run collects: once under its key, which comes from
-- the browser. `digest` is the fingerprint of what was confirmed.
create table checkout (
    id text primary key,
    account_id text not null references account (id),
    key text not null,
    digest text not null,
    person_id text references person (id),
    created_at bigint not null,
    unique (account_id, key)
);

-- A payment order: what one billing account, or credit alone, pays in one currency. `request` is
-- what the gateway is asked, to the letter, so that it can be asked again; `next_look_at` when it
-- is asked what became of it (none once it is final); `quarantined` if something else was captured.
create table payment (
    id text primary key,
    checkout_id text not null references checkout (id),
    n bigint not null,
    account_id text not null references account (id),
    billing_account_id text references billing_account (id),
    gateway text,
    request text,
    currency text not null,
    credit_minor bigint not null,
    capture_minor bigint not null,
    state text not null,
    reference text,
    action text,
    decline text,
    quarantined boolean not null,
    created_at bigint not null,
    first_tried_at bigint,
    next_look_at bigint,
    looks bigint not null,
    ended_at bigint,
    unique (checkout_id, n),
    check (credit_minor >= 0 and capture_minor >= 0 and credit_minor + capture_minor > 0),
    check ((state in ('succeeded', 'declined', 'cancelled')) = (next_look_at is null))
);
create index payment_by_account on payment (account_id, created_at, id);
create index payment_to_look_at on payment (next_look_at, id) where next_look_at is not null;
create index payment_by_billing_account on payment (billing_account_id)
    where next_look_at is not null;

-- What of an order goes to which invoice.
create table payment_allocation (
    payment_id text not null references payment (id),
    n bigint not null,
    invoice_id text not null references invoice (id),
    credit_minor bigint not null,
    capture_minor bigint not null,
    primary key (payment_id, n),
    unique (payment_id, invoice_id),
    check (credit_minor >= 0 and capture_minor >= 0 and credit_minor + capture_minor > 0)
);
create index payment_allocation_by_invoice on payment_allocation (invoice_id, payment_id);

-- What was booked of a payment.
create index ledger_entry_by_payment on ledger_entry (payment_ref) where payment_ref is not null;

-- What has ended stays as it ended.
create trigger payment_no_change before update on payment when old.next_look_at is null
begin
    select raise(abort, 'append only: payment');
end;
create trigger payment_no_delete before delete on payment
begin
    select raise(abort, 'append only: payment');
end;
create trigger payment_no_replace before insert on payment
when exists (
    select 1 from payment
    where id = new.id or (checkout_id = new.checkout_id and n = new.n)
)
begin
    select raise(abort, 'append only: payment');
end;
create trigger payment_allocation_no_update before update on payment_allocation
begin
    select raise(abort, 'append only: payment_allocation');
end;
create trigger payment_allocation_no_delete before delete on payment_allocation
begin
    select raise(abort, 'append only: payment_allocation');
end;
create trigger checkout_no_update before update on checkout
begin
    select raise(abort, 'append only: checkout');
end;
create trigger checkout_no_delete before delete on checkout
begin
    select raise(abort, 'append only: checkout');
end;
