-- Money that was taken back, and last words that were none ----------------------------------------

-- A payment that its payer disputes (`opened`, then `won` or `lost`), or that its bank has
-- returned (`lost` from the start): `name` is the gateway's name for it, `capture` what it calls
-- the payment.
create table dispute (
    id text primary key,
    gateway text not null,
    name text not null,
    capture text not null,
    payment_id text not null references payment (id),
    account_id text not null references account (id),
    currency text not null,
    amount_minor bigint not null,
    reason text not null,
    state text not null,
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
    dispute_id text not null references dispute (id),
    n bigint not null,
    book text not null,
    invoice_id text references invoice (id),
    lot_id text references credit_lot (id),
    amount_minor bigint not null,
    primary key (dispute_id, n),
    check (amount_minor > 0)
);
create index chargeback_by_invoice on chargeback (invoice_id) where invoice_id is not null;

create trigger dispute_no_change before update on dispute when old.state = 'won'
begin
    select raise(abort, 'append only: dispute');
end;
create trigger dispute_no_delete before delete on dispute
begin
    select raise(abort, 'append only: dispute');
end;
create trigger dispute_no_replace before insert on dispute
when exists (
    select 1 from dispute where id = new.id or (gateway = new.gateway and name = new.name)
)
begin
    select raise(abort, 'append only: dispute');
end;
create trigger chargeback_no_update before update on chargeback
begin
    select raise(abort, 'append only: chargeback');
end;
create trigger chargeback_no_delete before delete on chargeback
begin
    select raise(abort, 'append only: chargeback');
end;
create trigger chargeback_no_replace before insert on chargeback
when exists (select 1 from chargeback where dispute_id = new.dispute_id and n = new.n)
begin
    select raise(abort, 'append only: chargeback');
end;

-- The currency of a capture beside an order's own, where it is another than the order's.
alter table stray_capture add column currency text;

-- When a gateway was asked last what became of an order because somebody looked at it, and when the
-- provider was told that nobody knows.
alter table payment add column asked_at bigint;
alter table payment add column told_at bigint;

-- By what a gateway knows the same card or bank account again.
alter table billing_account add column fingerprint text;

-- A gateway may take its last word on a refund back; nothing else of one changes any more.
drop trigger refund_no_change;
create trigger refund_no_change before update on refund
when old.next_look_at is null and (new.next_look_at is not null or new.state = old.state
    or new.state not in ('succeeded', 'failed') or new.id <> old.id
    or new.amount_minor <> old.amount_minor or new.payment_id <> old.payment_id)
begin
    select raise(abort, 'append only: refund');
end;
