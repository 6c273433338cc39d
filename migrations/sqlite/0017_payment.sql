-- Payments: what was confirmed cannot be changed, nor replaced -----------------------------------

create trigger checkout_no_replace before insert on checkout
when exists (
    select 1 from checkout
    where id = new.id or (account_id = new.account_id and key = new.key)
)
begin
    select raise(abort, 'append only: checkout');
end;
create trigger payment_allocation_no_replace before insert on payment_allocation
when exists (
    select 1 from payment_allocation
    where payment_id = new.payment_id and (n = new.n or invoice_id = new.invoice_id)
)
begin
    select raise(abort, 'append only: payment_allocation');
end;

-- Of an order that is under way only what its gateway says changes.
create trigger payment_no_rewrite before update of id, checkout_id, n, account_id,
    billing_account_id, gateway, request, currency, credit_minor, capture_minor, created_at,
    first_tried_at on payment
begin
    select raise(abort, 'append only: payment');
end;
