-- To-dos: usage near its limit, and what is put off ---------------------------------------------

-- Months in which a resource has come to four fifths of its limit, or over it: few of an account
-- that may have thousands. Written so that no figure can overflow.
create index usage_month_near on usage_month (account_id, month)
    where day_limit is not null and total > 0
        and case when resource = 'traffic' then total else day_used end
            >= day_limit - day_limit / 5;

-- What a person does not want to be told of before a day: the rule and what it is about. `cause` is
-- what it was then, so that it comes back when that changes.
create table snooze (
    account_id text not null references account (id),
    person_id text not null references person (id),
    todo text not null,
    until_day text not null,
    cause text not null,
    primary key (account_id, person_id, todo)
);
