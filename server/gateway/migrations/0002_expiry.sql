-- When a card that was entered has expired.
alter table method add column expires_at bigint;
