-- The billing run -----------------------------------------------------------------------------

-- How far the books of an account have been run: `done_on` is the last business day done,
-- `next_on` the first day on which there may be something to do (none: nothing is to come), and
-- `wake_at` when that day begins where the account is. Who works on it holds it until
-- `lease_until`; `attempts` counts since it last went well, `trouble` says why it did not.
create table run (
    account_id text collate "C" primary key references account (id),
    done_on text collate "C" not null,
    next_on text collate "C",
    wake_at bigint not null,
    lease_until bigint not null,
    attempts bigint not null,
    trouble text collate "C"
);
create index run_waiting on run (wake_at, account_id) where next_on is not null;
insert into run (account_id, done_on, next_on, wake_at, lease_until, attempts)
select id, created_on, '0001-01-01', 0, 0, 0 from account;

-- The first day of the next period that is not billed yet; none if there is no further one.
alter table subscription add column begins_on text collate "C";
update subscription set begins_on = coalesce(next_renewal_on, started_on)
where status not in ('cancelled', 'expired', 'terminated');
create index subscription_by_begin on subscription (account_id, begins_on)
    where begins_on is not null;

-- What was billed of a subscription, each thing and period once; a later revision replaces an
-- earlier one. A period that costs nothing stands without an invoice.
create table billed (
    subscription_id text collate "C" not null references subscription (id),
    kind text collate "C" not null,
    item text collate "C" not null,
    period_from text collate "C" not null,
    revision bigint not null,
    period_to text collate "C" not null,
    invoice_id text collate "C" references invoice (id),
    n bigint,
    primary key (subscription_id, kind, item, period_from, revision)
);

-- What the run has set aside, with its cause, until the provider looks at it.
create table parked (
    account_id text collate "C" not null references account (id),
    subject text collate "C" not null,
    cause text collate "C" not null,
    planned_on text collate "C" not null,
    at bigint not null,
    primary key (account_id, subject)
);
