-- What a bank tells again is looked for among what came on its day in its amount.
create index transfer_alike on transfer (on_day, amount_minor);
