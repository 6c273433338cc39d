-- Receipts ----------------------------------------------------------------------------------------

-- What was captured of a payment order, as a document with a number of the seller's own series.
-- `seller` and `buyer` are the parties as issued, `payer` what the billing account was known by.
create table receipt (
    id text collate "C" primary key,
    payment_id text collate "C" not null unique references payment (id),
    account_id text collate "C" not null references account (id),
    seller_id text collate "C" not null references seller (id),
    number text collate "C" not null,
    series_year bigint not null,
    series_n bigint not null,
    issued_on text collate "C" not null,
    currency text collate "C" not null,
    amount_minor bigint not null,
    seller text collate "C" not null,
    buyer text collate "C" not null,
    payer text collate "C" not null,
    unique (seller_id, number),
    check (amount_minor > 0)
);
create index receipt_by_account on receipt (account_id, id);

create trigger receipt_no_change before update or delete on receipt
    for each row execute function refuse_change();
create trigger receipt_no_truncate before truncate on receipt
    for each statement execute function refuse_change();
