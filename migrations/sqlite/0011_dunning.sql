-- Dunning -------------------------------------------------------------------------------------

-- `told_on` is the last day on which an account was written to about what it owes: one mail a day
-- gathers what is due.
alter table run add column told_on text;

-- What is open is looked at once more: nobody was reminded of it before.
update dunning set next_on = '0001-01-01' where invoice_id in (
    select invoice_id from invoice_standing where open_minor > 0);
update run set next_on = '0001-01-01', wake_at = 0 where account_id in (
    select account_id from dunning where next_on = '0001-01-01');
