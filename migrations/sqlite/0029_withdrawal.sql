-- Credit that goes back to its source -------------------------------------------------------------

-- What a customer withdraws. `transfer_minor` of it goes by a transfer of the provider's to `iban`
-- (`waiting`, then `transferred` or `rejected`), the rest as refunds to the captures that brought
-- it (`refunded`: all of it). `key` is that of the customer's request, `digest` its content;
-- `reference` what the bank says of the transfer, `note` what the customer is told of it.
create table withdrawal (
    id text primary key,
    account_id text not null references account (id),
    person_id text not null references person (id),
    key text not null,
    digest text not null,
    currency text not null,
    amount_minor bigint not null,
    transfer_minor bigint not null,
    holder text,
    iban text,
    state text not null,
    reference text,
    note text,
    created_at bigint not null,
    ended_at bigint,
    unique (account_id, key),
    check (amount_minor > 0 and transfer_minor >= 0 and transfer_minor <= amount_minor),
    check ((transfer_minor > 0) = (iban is not null)),
    check ((transfer_minor > 0) = (state <> 'refunded')),
    check ((state = 'waiting') = (ended_at is null))
);
create index withdrawal_by_account on withdrawal (account_id, id);
create index withdrawal_waiting on withdrawal (id) where state = 'waiting';

-- The refunds of a withdrawal: each is set aside of a lot.
create table withdrawal_refund (
    refund_id text primary key references refund (id),
    withdrawal_id text not null references withdrawal (id)
);
create index withdrawal_refund_by_withdrawal on withdrawal_refund (withdrawal_id);

create trigger withdrawal_no_change before update on withdrawal
when old.state <> 'waiting' or new.id <> old.id or new.account_id <> old.account_id
    or new.amount_minor <> old.amount_minor or new.transfer_minor <> old.transfer_minor
    or new.iban <> old.iban
begin
    select raise(abort, 'append only: withdrawal');
end;
create trigger withdrawal_no_delete before delete on withdrawal
begin
    select raise(abort, 'append only: withdrawal');
end;
create trigger withdrawal_no_replace before insert on withdrawal
when exists (select 1 from withdrawal where id = new.id)
begin
    select raise(abort, 'append only: withdrawal');
end;
create trigger withdrawal_refund_no_update before update on withdrawal_refund
begin
    select raise(abort, 'append only: withdrawal_refund');
end;
create trigger withdrawal_refund_no_delete before delete on withdrawal_refund
begin
    select raise(abort, 'append only: withdrawal_refund');
end;
