-- Credit that is topped up by itself, and told of when it is low ----------------------------------

-- How far the rule of an account is (`account.top_up`): what was charged last, how often in a row
-- that was refused, and the day of the last try; none once credit was used after it. What was noted
-- of another rule than the account has now says nothing of it.
create table top_up (
    account_id text collate "C" primary key references account (id),
    rule text collate "C" not null,
    payment_id text collate "C" references payment (id),
    declines bigint not null check (declines >= 0),
    tried_on text collate "C"
);

-- In which currencies the customer was told that credit is below what he named, until it is not.
create table credit_told (
    account_id text collate "C" not null references account (id),
    currency text collate "C" not null,
    primary key (account_id, currency)
);
create index account_with_credit_rule on account (id)
    where top_up is not null or credit_alert is not null;

-- What was asked for before is looked at by the next run.
update run set next_on = '0001-01-01', wake_at = 0 where account_id in (
    select id from account where top_up is not null or credit_alert is not null);
