-- Credit that is bought --------------------------------------------------------------------------

-- What of an order's capture becomes credit: such an order pays no invoice.
alter table payment add column bought_minor bigint not null default 0
    check (bought_minor >= 0 and bought_minor <= capture_minor);
create index payment_bought on payment (account_id, currency) where bought_minor > 0;

-- Of an order that is under way only what its gateway says changes.
drop trigger payment_no_rewrite on payment;
create trigger payment_no_rewrite before update of id, checkout_id, n, account_id,
    billing_account_id, gateway, request, currency, credit_minor, capture_minor, bought_minor,
    created_at, first_tried_at on payment
    for each row execute function refuse_change();
