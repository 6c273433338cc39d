-- Lots as they are listed ------------------------------------------------------------------------

-- What has something left, in the order of spending (`Lot::spending_key`).
create index credit_lot_spending on credit_lot (account_id, currency,
    (case when origin = 'promotion' and expires_on is not null then 0
        when origin = 'promotion' then 1 when origin = 'downgrade' then 2
        when origin = 'refund' then 2 when origin = 'paid_in' then 3 else 4 end),
    (coalesce(expires_on, '')), granted_on, id) where remaining_minor > 0;

-- All of them, as they came, and which of them has lapsed.
create index credit_lot_by_day on credit_lot (account_id, granted_on, id);
create index credit_movement_lapsed on credit_movement (lot_id) where reason = 'expiry';
