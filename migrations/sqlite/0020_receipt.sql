-- Receipts ----------------------------------------------------------------------------------------

-- What was captured of a payment order, as a document with a number of the seller's own series.
-- `seller` and `buyer` are the parties as issued, `payer` what the billing account was known by.
create table receipt (
    id text primary key,
    payment_id text not null unique references payment (id),
    account_id text not null references account (id),
    seller_id text not null references seller (id),
    number text not null,
    series_year bigint not null,
    series_n bigint not null,
    issued_on text not null,
    currency text not null,
    amount_minor bigint not null,
    seller text not null,
    buyer text not null,
    payer text not null,
    unique (seller_id, number),
    check (amount_minor > 0)
);
create index receipt_by_account on receipt (account_id, id);

create trigger receipt_no_update before update on receipt
begin
    select raise(abort, 'append only: receipt');
end;
create trigger receipt_no_delete before delete on receipt
begin
    select raise(abort, 'append only: receipt');
end;
create trigger receipt_no_replace before insert on receipt
when exists (
    select 1 from receipt
    where id = new.id or payment_id = new.payment_id
        or (seller_id = new.seller_id and number = new.number)
)
begin
    select raise(abort, 'append only: receipt');
end;
