-- Payment methods that are being saved ----------------------------------------------------------

-- Somebody enters the data of a payment method: for a billing account that is to be made, or for
-- one that is there (`billing_account_id`), whose card is replaced. The gateway, which calls it
-- `reference`, tells what became of it; `entry` is where the data is entered, as JSON, `typed` what
-- was typed beside it. `outcome` is empty while it is open; at `next_look_at` the gateway is asked
-- whether what was saved is verified by now.
create table set_up (
    id text primary key,
    account_id text not null references account (id),
    person_id text not null references person (id),
    billing_account_id text references billing_account (id),
    method text not null,
    gateway text not null,
    reference text,
    entry text,
    typed text,
    outcome text,
    created_at bigint not null,
    next_look_at bigint
);
create index set_up_by_account on set_up (account_id, id);
create index set_up_to_look_at on set_up (next_look_at, id) where next_look_at is not null;

-- Tokens that gateways are to forget, until they have.
create table forgotten_token (
    gateway text not null,
    token text not null,
    next_try_at bigint not null,
    primary key (gateway, token)
);
