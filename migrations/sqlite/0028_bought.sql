-- What is bought is there when its order has ended ----------------------------------------------

-- A process of a release that knows of no bought credit would end such an order and book nothing of
-- it, while both releases run: it is refused, and the order is ended by a newer one.
create trigger payment_bought_with_lot before update of state on payment
when new.state = 'succeeded' and new.bought_minor > 0 and not new.quarantined and not exists (
    select 1 from credit_lot where account_id = new.account_id and payment_ref = new.id
)
begin
    select raise(abort, 'payment without its credit_lot');
end;
