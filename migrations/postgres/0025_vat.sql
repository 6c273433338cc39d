-- VAT numbers -------------------------------------------------------------------------------------

-- When the VAT service is asked for an account's number next, and whether it answered the last
-- time. A row that holds another number than the account counts as none.
create table vat_question (
    account_id text collate "C" primary key references account (id),
    vat_id text collate "C" not null,
    answered boolean not null,
    next_at bigint not null
);
create index account_with_vat_id on account (id) where vat_id is not null;
