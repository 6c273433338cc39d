-- After a capture --------------------------------------------------------------------------------

-- What gateways told by themselves: each event once, in the transaction of its effect.
create table gateway_event (
    gateway text collate "C" not null,
    id text collate "C" not null,
    kind text collate "C" not null,
    payment_id text collate "C" references payment (id),
    at bigint not null,
    primary key (gateway, id)
);
create index gateway_event_by_payment on gateway_event (payment_id) where payment_id is not null;

-- Captures of an order beside its own, by the gateway's name: it came twice, or after it had ended.
create table stray_capture (
    payment_id text collate "C" not null references payment (id),
    reference text collate "C" not null,
    amount_minor bigint not null,
    at bigint not null,
    primary key (payment_id, reference),
    check (amount_minor > 0)
);

-- Money that goes back to its source. Until it is gone it stands on `book`: `unapplied`,
-- `refund_payable` or `credit` (then set aside of a lot); on `receivable` what went back without
-- our doing. `capture` is what the gateway calls the payment, `request` what it is asked, to the
-- letter; `next_look_at` when it is asked what became of it (none once it is final).
create table refund (
    id text collate "C" primary key,
    payment_id text collate "C" not null references payment (id),
    account_id text collate "C" not null references account (id),
    gateway text collate "C" not null,
    capture text collate "C" not null,
    request text collate "C",
    book text collate "C" not null,
    invoice_id text collate "C" references invoice (id),
    lot_id text collate "C" references credit_lot (id),
    currency text collate "C" not null,
    amount_minor bigint not null,
    state text collate "C" not null,
    reference text collate "C",
    code text collate "C",
    created_at bigint not null,
    next_look_at bigint,
    looks bigint not null,
    ended_at bigint,
    check (amount_minor > 0),
    check ((state in ('succeeded', 'failed')) = (next_look_at is null))
);
create index refund_by_payment on refund (payment_id, id);
create index refund_by_account on refund (account_id, id);
create index refund_to_look_at on refund (next_look_at, id) where next_look_at is not null;

create index payment_by_reference on payment (gateway, reference) where reference is not null;
create index credit_movement_by_payment on credit_movement (payment_ref)
    where payment_ref is not null;
-- What came in and settles nothing yet.
create index ledger_entry_unapplied on ledger_entry (account_id, payment_ref)
    where book = 'unapplied';

create trigger gateway_event_no_change before update or delete on gateway_event
    for each row execute function refuse_change();
create trigger gateway_event_no_truncate before truncate on gateway_event
    for each statement execute function refuse_change();
create trigger stray_capture_no_change before update or delete on stray_capture
    for each row execute function refuse_change();
create trigger stray_capture_no_truncate before truncate on stray_capture
    for each statement execute function refuse_change();
create trigger refund_no_change before update on refund
    for each row execute function refuse_change_of_ended();
create trigger refund_no_delete before delete on refund
    for each row execute function refuse_change();
create trigger refund_no_truncate before truncate on refund
    for each statement execute function refuse_change();
