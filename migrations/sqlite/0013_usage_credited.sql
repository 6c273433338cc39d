-- Credit notes of the run ---------------------------------------------------------------------

-- What credit notes give back of months of usage.
create index credit_note_line_of_usage on credit_note_line (subscription_id, period_from)
    where kind = 'usage';
