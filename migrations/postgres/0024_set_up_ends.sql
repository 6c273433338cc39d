-- Payment methods that are being saved end by themselves -----------------------------------------

-- What nobody has finished is ended at `next_look_at` as well: an hour after it began.
update set_up set next_look_at = created_at + 3600000000
where outcome is null and next_look_at is null;
