-- What the billing run issues ---------------------------------------------------------------

-- What a subscription's periods follow from: `first_on` is the first day of the first period
-- here, where it was billed elsewhere before; `priced_on` the day whose price it keeps (none:
-- the day on which it began); `suspended_on` and `restored_on` its last suspension for
-- non-payment; `revision` the revision of the lines of the period that begins on `begins_on`.
-- `next_on` is the first day on which there may be something to do with it (none: nothing is to
-- come). `next_renewal_on` moves on with the periods.
alter table subscription add column first_on text;
alter table subscription add column priced_on text;
alter table subscription add column suspended_on text;
alter table subscription add column restored_on text;
alter table subscription add column revision bigint not null default 0;
alter table subscription add column next_on text;
update subscription set first_on = next_renewal_on;
update subscription set next_on = '0001-01-01'
where status not in ('cancelled', 'expired', 'terminated');
update subscription set suspended_on = coalesce(since, started_on)
where status = 'suspended' and reason = 'non_payment';
drop index subscription_by_begin;
create index subscription_to_do on subscription (account_id, next_on) where next_on is not null;

-- The day whose price an add-on keeps (none: its first day).
alter table subscription_addon add column priced_on text;

-- The day of the last document that Saldo itself issued in a series: days never go back in it.
alter table series add column last_on text;

-- What is done about an invoice until it is settled: `next_on` is the first day on which there may
-- be something to do (none: nothing is to come), `stage` what was done and when, as JSON.
create table dunning (
    invoice_id text primary key references invoice (id),
    account_id text not null references account (id),
    next_on text,
    stage text not null
);
create index dunning_to_do on dunning (account_id, next_on) where next_on is not null;
