-- What the provider offers for referrals; the terms as a whole are JSON, as imported.
create table affiliate_program (
    id text primary key,
    ref text not null unique,
    name text not null,
    currency text not null,
    terms text not null
);

-- A customer's part in a program. Codes are typed by people: they differ in more than case.
create table affiliate (
    id text primary key,
    ref text not null unique,
    account_id text not null references account (id),
    program_id text not null references affiliate_program (id),
    code text not null,
    joined_on text not null,
    payout text
);
create index affiliate_by_account on affiliate (account_id, id);
create unique index affiliate_by_code on affiliate (lower(code));

create table affiliate_click (
    affiliate_id text not null references affiliate (id),
    day text not null,
    n bigint not null,
    primary key (affiliate_id, day),
    check (n >= 0)
);

-- By whom an account came.
create table referral (
    account_id text primary key references account (id),
    affiliate_id text not null references affiliate (id),
    at bigint not null
);

-- `account_id` is the affiliate's, whose the row is; `customer_id` who bought. `on_day` is the day
-- of `at` in the affiliate's zone. An amount below zero takes back what was paid or accrued before.
create table commission (
    id text primary key,
    ref text not null unique,
    affiliate_id text not null references affiliate (id),
    account_id text not null references account (id),
    customer_id text not null references account (id),
    invoice_id text references invoice (id),
    at bigint not null,
    on_day text not null,
    currency text not null,
    base_minor bigint not null,
    amount_minor bigint not null,
    state text not null,
    until text,
    reason text,
    paid_on text
);
create index commission_by_day on commission (account_id, on_day, id);
create index commission_by_state on commission (account_id, state, on_day, id);
create index commission_by_customer on commission (affiliate_id, customer_id, at, id);
create index commission_pending on commission (account_id, currency, until) where state = 'pending';

-- The states that a commission has had, in order; the last is the one in `commission`.
create table commission_step (
    commission_id text not null references commission (id),
    n bigint not null,
    at bigint not null,
    state text not null,
    primary key (commission_id, n)
);

-- Sums of commissions by month of `on_day`: a cache, proven equal by `saldo verify`. `orders`
-- counts the customers whose first commission falls into the month.
create table affiliate_month (
    affiliate_id text not null references affiliate (id),
    account_id text not null references account (id),
    currency text not null,
    month text not null,
    orders bigint not null,
    tracked_minor bigint not null,
    pending_minor bigint not null,
    payable_minor bigint not null,
    requested_minor bigint not null,
    paid_minor bigint not null,
    reversed_minor bigint not null,
    primary key (affiliate_id, currency, month)
);
create index affiliate_month_by_account on affiliate_month (account_id, currency, month);

create trigger commission_step_no_update before update on commission_step
begin
    select raise(abort, 'append only: commission_step');
end;
create trigger commission_step_no_delete before delete on commission_step
begin
    select raise(abort, 'append only: commission_step');
end;
create trigger commission_step_no_replace before insert on commission_step
when exists (
    select 1 from commission_step where commission_id = new.commission_id and n = new.n
)
begin
    select raise(abort, 'append only: commission_step');
end;
