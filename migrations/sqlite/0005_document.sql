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

create trigger document_no_update before update on document
begin
    select raise(abort, 'append only: document');
end;
create trigger document_no_delete before delete on document
begin
    select raise(abort, 'append only: document');
end;
create trigger document_no_replace before insert on document
when exists (
    select 1 from document
    where subject = new.subject and form = new.form
)
begin
    select raise(abort, 'append only: document');
end;
