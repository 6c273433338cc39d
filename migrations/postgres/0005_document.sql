-- The files of documents ----------------------------------------------------------------------

-- Made when first asked for (`content` in base64), and the same ever after. `subject` is the
-- invoice or credit note.
create table document (
    subject text not null,
    form text not null,
    account_id text not null references account (id),
    made_at bigint not null,
    hash text not null,
    content text not null,
    primary key (subject, form)
);

create trigger document_no_change before update or delete on document
    for each row execute function refuse_change();
create trigger document_no_truncate before truncate on document
    for each statement execute function refuse_change();
