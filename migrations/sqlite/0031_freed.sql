-- Credit that could not go back is free again -----------------------------------------------------

-- A process of a release that knows of no refunds of credit would end one that failed and keep what
-- is set aside for it, while both releases run: it is refused, and a newer one ends the refund.
create trigger refund_ends_without_hold before update on refund
when new.book = 'credit' and new.next_look_at is null
    and exists (select 1 from credit_hold where payment_ref = new.id)
begin
    select raise(abort, 'a refund of credit ends with its hold: refund');
end;
