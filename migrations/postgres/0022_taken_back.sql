-- Money that was taken back, and last words that were none ----------------------------------------

-- A payment that its payer disputes (`opened`, then `won` or `lost`), or that its bank has
-- returned (`lost` from the start): `name` is the gateway's name for it, `capture` what it calls
-- the payment.
create table dispute (
    id text collate "C" primary key,
    gateway text collate "C" not null,
    name text collate "C" not null,
    capture text collate "C" not null,
    payment_id text collate "C" not null references payment (id),
    account_id text collate "C" not null references account (id),
    currency text collate "C" not null,
    amount_minor bigint not null,
    reason text collate "C" not null,
    state text collate "C" not null,
    at bigint not null,
    ended_at bigint,
    unique (gateway, name),
    check (amount_minor > 0)
);
create index dispute_by_payment on dispute (payment_id, id);

-- Where the money stood that was taken back: on `unapplied`, on `credit` (of a lot, and of which
-- invoice that it had paid), on `receivable` (it had paid an invoice, which is open again), or
-- nowhere any more (`chargeback_loss`). Booked back where the dispute is won.
create table chargeback (
    dispute_id text collate "C" not null references dispute (id),
    n bigint not null,
    book text collate "C" not null,
    invoice_id text collate "C" references invoice (id),
    lot_id text collate "C" references credit_lot (id),
    amount_minor bigint not null,
    primary key (dispute_id, n),
    check (amount_minor > 0)
);
create index chargeback_by_invoice on chargeback (invoice_id) where invoice_id is not null;

create function refuse_change_of_won() returns trigger language plpgsql as $$
begin
    if old.state = 'won' then
        raise exception 'append only: %', tg_table_name using errcode = 'check_violation';
    end if;
    return new;
end;
$$;
create trigger dispute_no_change before update on dispute
    for each row execute function refuse_change_of_won();
create trigger dispute_no_delete before delete on dispute
    for each row execute function refuse_change();
create trigger dispute_no_truncate before truncate on dispute
    for each statement execute function refuse_change();
create trigger chargeback_no_change before update or delete on chargeback
    for each row execute function refuse_change();
create trigger chargeback_no_truncate before truncate on chargeback
    for each statement execute function refuse_change();

-- The currency of a capture beside an order's own, where it is another than the order's.
alter table stray_capture add column currency text collate "C";

-- When a gateway was asked last what became of an order because somebody looked at it, and when the
-- provider was told that nobody knows.
alter table payment add column asked_at bigint;
alter table payment add column told_at bigint;

-- By what a gateway knows the same card or bank account again.
alter table billing_account add column fingerprint text collate "C";

-- A gateway may take its last word on a refund back; nothing else of one changes any more.
create function refuse_change_of_refund() returns trigger language plpgsql as $$
begin
    if old.next_look_at is null and (new.next_look_at is not null or new.state = old.state
        or new.state not in ('succeeded', 'failed') or new.id <> old.id
        or new.amount_minor <> old.amount_minor or new.payment_id <> old.payment_id)
    then
        raise exception 'append only: %', tg_table_name using errcode = 'check_violation';
    end if;
    return new;
end;
$$;
drop trigger refund_no_change on refund;
create trigger refund_no_change before update on refund
    for each row execute function refuse_change_of_refund();
