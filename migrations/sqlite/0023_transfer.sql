-- Money that arrives by itself ----------------------------------------------------------------

-- What came in without a payment order: told by the provider, or read in a statement of his bank.
-- `source` is what it is booked once by; `reference` what came with it; `rule` by what it was
-- matched. It is somebody's, or nobody's (`account_id`) until the provider says whose.
create table transfer (
    id text primary key,
    source text not null unique,
    account_id text references account (id),
    on_day text not null,
    currency text not null,
    amount_minor bigint not null,
    reference text not null,
    party text,
    iban text,
    rule text not null,
    at bigint not null,
    check (amount_minor > 0),
    check (account_id is not null or rule = 'nothing')
);
create index transfer_by_account on transfer (account_id, at, id);
create index transfer_by_iban on transfer (iban, account_id) where iban is not null;

-- What stands on `unapplied` and is nobody's.
create index ledger_entry_nobodys on ledger_entry (payment_ref)
    where book = 'unapplied' and account_id is null;

-- The numbers as they stand in references: letters and digits alone.
create index invoice_by_plain_number on invoice (
    replace(replace(replace(replace(replace(
        upper(number), '-', ''), '/', ''), '.', ''), '_', ''), ' ', '')
);
create index invoice_standing_by_open on invoice_standing (open_minor, currency)
    where open_minor > 0;

create trigger transfer_no_update before update on transfer
when old.account_id is not null or new.id <> old.id
    or new.source <> old.source or new.on_day <> old.on_day or new.currency <> old.currency
    or new.amount_minor <> old.amount_minor or new.rule <> old.rule or new.at <> old.at
begin
    select raise(abort, 'append only: transfer');
end;
create trigger transfer_no_delete before delete on transfer
begin
    select raise(abort, 'append only: transfer');
end;
create trigger transfer_no_replace before insert on transfer
when exists (select 1 from transfer where id = new.id)
begin
    select raise(abort, 'append only: transfer');
end;
