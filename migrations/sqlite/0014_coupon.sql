-- What takes something off, and who holds it. It is redeemed from the first period on that it has
-- covered: how often that happened is counted under the lock of its row.
create table coupon (
    id text primary key,
    ref text not null unique,
    code text not null unique,
    terms text not null,
    revision bigint not null default 0
);

create table subscription_coupon (
    subscription_id text primary key references subscription (id),
    coupon_id text not null references coupon (id),
    -- Periods that it had covered before the subscription came here, and all of them.
    cycles_before bigint not null,
    cycles_used bigint not null
);
create index subscription_coupon_by_coupon on subscription_coupon (coupon_id, cycles_used);

-- Subscriptions of a customer that belong together.
create table subscription_group (
    id text primary key,
    ref text not null unique,
    account_id text not null references account (id),
    name text not null,
    person_id text references person (id)
);
create index subscription_group_by_account on subscription_group (account_id);

alter table subscription add column group_id text references subscription_group (id);
create index subscription_by_group on subscription (group_id) where group_id is not null;

-- What the provider has let the run make though a brake holds it back.
alter table parked add column released boolean not null default false;
