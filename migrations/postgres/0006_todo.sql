-- To-dos -------------------------------------------------------------------------------------

-- Subscriptions that are to end or to change: few of an account that may have thousands.
create index subscription_moving on subscription (account_id, id)
    where change is not null or status = 'cancelling' or not auto_renew;
