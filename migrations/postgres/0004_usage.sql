-- Usage ---------------------------------------------------------------------------------------

-- Readings as they were reported, only ever added to. Of those of a day the one taken last is in
-- force, of those taken at once the one with the highest n. Quantities are base units (bytes,
-- pieces); an own limit of -1 is none.
create table usage_sample (
    subscription_id text collate "C" not null references subscription (id),
    resource text collate "C" not null,
    day text collate "C" not null,
    n bigint not null,
    used bigint not null,
    own_limit bigint,
    source text collate "C" not null,
    taken_at bigint not null,
    received_at bigint not null,
    primary key (subscription_id, resource, day, n),
    check (used >= 0)
);

-- What a month of them comes to: `over_limit` is what is over the limit, `day_limit` the limit of
-- the last day with a reading and `day_used` its value; `charge_minor` what it costs so far, and
-- `forecast_minor` what it will cost if it goes on. `charged` once a run has charged the month;
-- `due_on` is the first of a month on which a run has to look at it (none: nothing has come since).
create table usage_month (
    subscription_id text collate "C" not null references subscription (id),
    resource text collate "C" not null,
    month text collate "C" not null,
    account_id text collate "C" not null references account (id),
    currency text collate "C" not null,
    total bigint not null,
    over_limit bigint not null,
    last_day text collate "C",
    day_used bigint not null,
    day_limit bigint,
    charge_minor bigint not null,
    forecast_minor bigint not null,
    invoiced_minor bigint not null,
    charged boolean not null,
    due_on text collate "C",
    primary key (subscription_id, resource, month)
);
create index usage_month_by_account on usage_month (account_id, month);
create index usage_month_due on usage_month (account_id, due_on) where due_on is not null;

-- What a month costs an account, by currency: the sum of its rows of `usage_month`.
create table usage_charge (
    account_id text collate "C" not null references account (id),
    currency text collate "C" not null,
    month text collate "C" not null,
    charge_minor bigint not null,
    forecast_minor bigint not null,
    over_count bigint not null,
    primary key (account_id, currency, month)
);

-- What was charged of a month at one price: how many lines, and their sum.
create table usage_made (
    subscription_id text collate "C" not null references subscription (id),
    resource text collate "C" not null,
    month text collate "C" not null,
    item text collate "C" not null,
    count bigint not null,
    net_minor bigint not null,
    primary key (subscription_id, resource, month, item)
);

-- The plan that a subscription had before a day; the one that it has stands with itself.
create table former_plan (
    subscription_id text collate "C" not null references subscription (id),
    until_day text collate "C" not null,
    plan_id text collate "C" not null references plan (id),
    primary key (subscription_id, until_day)
);

-- The first calendar month whose usage is charged here: that of the day before the account came.
alter table run add column usage_from text collate "C";
update run set usage_from = substr(done_on, 1, 7) || '-01';

create trigger usage_sample_no_change before update or delete on usage_sample
    for each row execute function refuse_change();
create trigger usage_sample_no_truncate before truncate on usage_sample
    for each statement execute function refuse_change();
