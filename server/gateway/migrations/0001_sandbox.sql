-- The books of the sandbox: a payment provider of its own, which shares nothing with the portal.
-- Requests and answers are kept as the JSON of the types of `gateway::payment`.

-- How often a key was tried, whatever became of it.
create table attempt (
    key text primary key,
    times bigint not null
);

-- `returned_minor` is what went back by a return or a dispute.
create table payment (
    reference text primary key,
    key text not null,
    twin boolean not null,
    request text not null,
    outcome text not null,
    returned_minor bigint not null default 0,
    unique (key, twin)
);

create table refund (
    reference text primary key,
    key text not null unique,
    request text not null,
    payment text not null references payment (reference),
    minor bigint not null check (minor > 0),
    failed boolean not null,
    outcome text not null
);
create index refund_by_payment on refund (payment);

-- `entered` is the method that was entered, while something is required of the customer.
create table set_up (
    reference text primary key,
    key text not null unique,
    request text not null,
    started text not null,
    entered text,
    outcome text not null
);

create table method (
    token text primary key,
    detached boolean not null
);

-- What is to become of a payment, a refund or a set-up by itself.
create table step (
    id integer primary key,
    reference text not null,
    due_at bigint not null,
    step text not null
);
create index step_due on step (due_at, id);

-- Webhooks on their way. The same event twice is two rows with one `event`.
create table webhook (
    id integer primary key,
    event text not null,
    body text not null,
    due_at bigint not null,
    tries bigint not null default 0,
    sent boolean not null default false
);
create index webhook_due on webhook (due_at, id) where not sent;
