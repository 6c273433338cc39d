-- Credit that goes back to its source -------------------------------------------------------------

-- What a customer withdraws. `transfer_minor` of it goes by a transfer of the provider's to `iban`
-- (`waiting`, then `transferred` or `rejected`), the rest as refunds to the captures that brought
-- it (`refunded`: all of it). `key` is that of the customer's request, `digest` its content;
-- `reference` what the bank says of the transfer, `note` what the customer is told of it.
create table withdrawal (
    id text collate "C" primary key,
    account_id text collate "C" not null references account (id),
    person_id text collate "C" not null references person (id),
    key text collate "C" not null,
    digest text collate "C" not null,
    currency text collate "C" not null,
    amount_minor bigint not null,
    transfer_minor bigint not null,
    holder text collate "C",
    iban text collate "C",
    state text collate "C" not null,
    reference text collate "C",
    note text collate "C",
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
    refund_id text collate "C" primary key references refund (id),
    withdrawal_id text collate "C" not null references withdrawal (id)
);
create index withdrawal_refund_by_withdrawal on withdrawal_refund (withdrawal_id);

create function refuse_change_of_withdrawal() returns trigger language plpgsql as $$
begin
    if old.state <> 'waiting' or new.id <> old.id or new.account_id <> old.account_id
        or new.amount_minor <> old.amount_minor or new.transfer_minor <> old.transfer_minor
        or new.iban <> old.iban
    then
        raise exception 'append only: %', tg_table_name using errcode = 'check_violation';
    end if;
    return new;
end;
$$;
create trigger withdrawal_no_change before update on withdrawal
    for each row execute function refuse_change_of_withdrawal();
create trigger withdrawal_no_delete before delete on withdrawal
    for each row execute function refuse_change();
create trigger withdrawal_no_truncate before truncate on withdrawal
    for each statement execute function refuse_change();
create trigger withdrawal_refund_no_change before update or delete on withdrawal_refund
    for each row execute function refuse_change();
create trigger withdrawal_refund_no_truncate before truncate on withdrawal_refund
    for each statement execute function refuse_change();
