-- What is bought is there when its order has ended ----------------------------------------------

-- A process of a release that knows of no bought credit would end such an order and book nothing of
-- it, while both releases run: it is refused, and the order is ended by a newer one.
create function refuse_bought_without_lot() returns trigger language plpgsql as $$
begin
    if not exists (
        select 1 from credit_lot where account_id = new.account_id and payment_ref = new.id
    )
    then
        raise exception 'payment without its credit_lot' using errcode = 'check_violation';
    end if;
    return new;
end;
$$;
create trigger payment_bought_with_lot before update of state on payment
    for each row
    when (new.state = 'succeeded' and new.bought_minor > 0 and not new.quarantined)
    execute function refuse_bought_without_lot();
