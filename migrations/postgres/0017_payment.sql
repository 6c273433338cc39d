-- Payments: what was confirmed cannot be changed -------------------------------------------------

-- Of an order that is under way only what its gateway says changes.
create trigger payment_no_rewrite before update of id, checkout_id, n, account_id,
    billing_account_id, gateway, request, currency, credit_minor, capture_minor, created_at,
    first_tried_at on payment
    for each row execute function refuse_change();
