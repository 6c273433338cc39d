-- Credit that could not go back is free again -----------------------------------------------------

-- A process of a release that knows of no refunds of credit would end one that failed and keep what
-- is set aside for it, while both releases run: it is refused, and a newer one ends the refund.
create function refuse_end_with_hold() returns trigger language plpgsql as $$
begin
    if exists (select 1 from credit_hold where payment_ref = new.id) then
        raise exception 'a refund of credit ends with its hold' using errcode = 'check_violation';
    end if;
    return new;
end;
$$;
create trigger refund_ends_without_hold before update on refund
    for each row
    when (new.book = 'credit' and new.next_look_at is null)
    execute function refuse_end_with_hold();
