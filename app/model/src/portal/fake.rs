//! A portal without books: answers with what a test has put into it, so that pages are drawn
//! without a database. What was not put in does not exist.

mod callers;

pub use callers::{caller, caller_with};

use async_trait::async_trait;

use super::{
    Accounts, Affiliates, BillingAccounts, Checkouts, Credits, Documents, Invoices, PaymentMethods,
    Sessions, Statements, Subscriptions, Todos, Usages, Withdrawals,
};
use crate::account::{AccountChoice, AccountOverview};
use crate::affiliate::{AffiliateQuery, AffiliateView};
use crate::billing_account::{
    BeginSetUp, BillingAccountList, BillingAccountPage, ChangeBillingAccount, ChangePayers,
    FinishSetUp, Methods, PayerTable, PayersChanged, Removal, RemoveBillingAccount, SetUpView,
    SubscriptionPayers,
};
use crate::caller::Caller;
use crate::credit::{CreditQuery, CreditView, LowView, SetLow};
use crate::currency::Currency;
use crate::document::{File, Form};
use crate::fault::{Answer, Fault, Problem};
use crate::id::{
    AccountId, BillingAccountId, CheckoutId, CreditNoteId, InvoiceId, ReceiptId, SessionId,
    SetUpId, SubscriptionId, WithdrawalId,
};
use crate::invoice::{InvoiceQuery, InvoiceSummary, InvoiceView, NextInvoice};
use crate::page::Page;
use crate::payment::{CheckoutView, Confirmation, Quote, Wish};
use crate::payment::{FundsConfirmation, FundsQuote, FundsWish};
use crate::session::{AskReset, Preference, Renewed, Reset, SessionView, SignIn, SignedIn, Whence};
use crate::statement::{StatementQuery, StatementView};
use crate::subscription::{SubscriptionList, SubscriptionQuery, SubscriptionView};
use crate::todo::TodoList;
use crate::usage::{UsageQuery, UsageView};
use crate::withdrawal::{WithdrawalQuote, WithdrawalRequest, WithdrawalWish};

/// The answers of the portal, each as a test has set it.
#[derive(Clone, Debug)]
pub struct FakePortal {
    /// Of the account page.
    pub overview: Answer<AccountOverview>,
    /// Of the accounts of the person.
    pub accounts: Answer<Vec<AccountChoice>>,
    /// Of the page of affiliate programs.
    pub affiliate: Answer<AffiliateView>,
    /// Of the billing accounts.
    pub billing_accounts: Answer<BillingAccountList>,
    /// Of what a payment would come to.
    pub quote: Answer<Quote>,
    /// Of credit that would be bought.
    pub funds: Answer<FundsQuote>,
    /// Of any checkout.
    pub checkout: Answer<CheckoutView>,
    /// Of who pays for what.
    pub payer_table: Answer<PayerTable>,
    /// Of who pays for any subscription.
    pub payers: Answer<SubscriptionPayers>,
    /// Of any billing account.
    pub billing_account: Answer<BillingAccountPage>,
    /// Of the methods that are offered.
    pub methods: Answer<Methods>,
    /// Of any method that is being saved.
    pub set_up: Answer<SetUpView>,
    /// Of what is asked before any billing account is removed.
    pub removal: Answer<Removal>,
    /// Of the credit page.
    pub credit: Answer<CreditView>,
    /// Of what happens when credit is low.
    pub low_credit: Answer<LowView>,
    /// Of the list of invoices.
    pub invoices: Answer<Page<InvoiceSummary>>,
    /// Of any invoice.
    pub invoice: Answer<InvoiceView>,
    /// Of what will be issued next.
    pub next_invoice: Answer<NextInvoice>,
    /// Of the person's sessions.
    pub sessions: Answer<Vec<SessionView>>,
    /// Of the statement.
    pub statement: Answer<StatementView>,
    /// Of the list of subscriptions.
    pub subscriptions: Answer<SubscriptionList>,
    /// Of any subscription.
    pub subscription: Answer<SubscriptionView>,
    /// Of the to-dos.
    pub todos: Answer<TodoList>,
    /// Of the page of usage.
    pub usage: Answer<UsageView>,
    /// Of credit that would be withdrawn.
    pub withdrawal: Answer<WithdrawalQuote>,
    /// Of whatever changes something.
    pub done: Answer<()>,
}

impl Default for FakePortal {
    fn default() -> Self {
        Self {
            overview: Err(Fault::NotFound),
            accounts: Err(Fault::NotFound),
            affiliate: Err(Fault::NotFound),
            billing_accounts: Err(Fault::NotFound),
            quote: Err(Fault::NotFound),
            funds: Err(Fault::NotFound),
            checkout: Err(Fault::NotFound),
            payer_table: Err(Fault::NotFound),
            payers: Err(Fault::NotFound),
            billing_account: Err(Fault::NotFound),
            methods: Err(Fault::NotFound),
            set_up: Err(Fault::NotFound),
            removal: Err(Fault::NotFound),
            credit: Err(Fault::NotFound),
            low_credit: Err(Fault::NotFound),
            invoices: Err(Fault::NotFound),
            invoice: Err(Fault::NotFound),
            next_invoice: Err(Fault::NotFound),
            sessions: Err(Fault::NotFound),
            statement: Err(Fault::NotFound),
            subscriptions: Err(Fault::NotFound),
            subscription: Err(Fault::NotFound),
            todos: Err(Fault::NotFound),
            usage: Err(Fault::NotFound),
            withdrawal: Err(Fault::NotFound),
            done: Ok(()),
        }
    }
}

#[async_trait]
impl Accounts for FakePortal {
    async fn account_overview(&self, _: &Caller) -> Answer<AccountOverview> {
        self.overview.clone()
    }

    async fn list_accounts(&self, _: &Caller) -> Answer<Vec<AccountChoice>> {
        self.accounts.clone()
    }

    async fn holder(&self, _: &Caller, _: &str) -> Answer<Option<AccountId>> {
        Ok(None)
    }

    async fn switch_account(&self, _: &Caller, _: AccountId) -> Answer<Renewed> {
        Err(Fault::NotFound)
    }
}

#[async_trait]
impl Affiliates for FakePortal {
    async fn show_affiliate(&self, _: &Caller, _: AffiliateQuery) -> Answer<AffiliateView> {
        self.affiliate.clone()
    }
}

#[async_trait]
impl BillingAccounts for FakePortal {
    async fn list_billing_accounts(&self, _: &Caller) -> Answer<BillingAccountList> {
        self.billing_accounts.clone()
    }

    async fn list_payers(&self, _: &Caller, _: Option<String>) -> Answer<PayerTable> {
        self.payer_table.clone()
    }

    async fn show_payers(&self, _: &Caller, _: SubscriptionId) -> Answer<SubscriptionPayers> {
        self.payers.clone()
    }

    async fn change_payers(&self, _: &Caller, _: ChangePayers) -> Answer<PayersChanged> {
        self.done.clone().map(|()| PayersChanged::Done)
    }

    async fn make_default(&self, _: &Caller, _: BillingAccountId) -> Answer<()> {
        self.done.clone()
    }

    async fn show_removal(&self, _: &Caller, _: BillingAccountId) -> Answer<Removal> {
        self.removal.clone()
    }

    async fn remove_billing_account(&self, _: &Caller, _: RemoveBillingAccount) -> Answer<()> {
        self.done.clone()
    }
}

#[async_trait]
impl Checkouts for FakePortal {
    async fn quote(&self, _: &Caller, _: Wish) -> Answer<Quote> {
        self.quote.clone()
    }

    async fn pay(&self, _: &Caller, _: Confirmation) -> Answer<CheckoutId> {
        self.checkout.clone().map(|checkout| checkout.id)
    }

    async fn quote_funds(&self, _: &Caller, _: FundsWish) -> Answer<FundsQuote> {
        self.funds.clone()
    }

    async fn add_funds(&self, _: &Caller, _: FundsConfirmation) -> Answer<CheckoutId> {
        self.checkout.clone().map(|checkout| checkout.id)
    }

    async fn show_checkout(&self, _: &Caller, _: CheckoutId) -> Answer<CheckoutView> {
        self.checkout.clone()
    }

    async fn cancel_checkout(&self, _: &Caller, _: CheckoutId) -> Answer<()> {
        self.done.clone()
    }
}

#[async_trait]
impl PaymentMethods for FakePortal {
    async fn list_methods(&self, _: &Caller) -> Answer<Methods> {
        self.methods.clone()
    }

    async fn begin_set_up(&self, _: &Caller, _: BeginSetUp, _: Whence) -> Answer<SetUpId> {
        Err(Fault::Unavailable)
    }

    async fn show_set_up(&self, _: &Caller, _: SetUpId) -> Answer<SetUpView> {
        self.set_up.clone()
    }

    async fn finish_set_up(
        &self,
        _: &Caller,
        _: SetUpId,
        _: FinishSetUp,
    ) -> Answer<BillingAccountId> {
        Err(Fault::Unavailable)
    }

    async fn show_billing_account(
        &self,
        _: &Caller,
        _: BillingAccountId,
    ) -> Answer<BillingAccountPage> {
        self.billing_account.clone()
    }

    async fn change_billing_account(&self, _: &Caller, _: ChangeBillingAccount) -> Answer<()> {
        self.done.clone()
    }
}

#[async_trait]
impl Credits for FakePortal {
    async fn show_credit(&self, _: &Caller, _: CreditQuery) -> Answer<CreditView> {
        self.credit.clone()
    }

    async fn show_low_credit(&self, _: &Caller) -> Answer<LowView> {
        self.low_credit.clone()
    }

    async fn set_low_credit(&self, _: &Caller, _: SetLow) -> Answer<()> {
        Ok(())
    }
}

#[async_trait]
impl Documents for FakePortal {
    async fn show_invoice_file(&self, _: &Caller, _: InvoiceId, _: Form) -> Answer<File> {
        Err(Fault::NotFound)
    }

    async fn show_credit_note_file(&self, _: &Caller, _: CreditNoteId, _: Form) -> Answer<File> {
        Err(Fault::NotFound)
    }

    async fn show_transfer_code(&self, _: &Caller, _: InvoiceId) -> Answer<String> {
        Err(Fault::NotFound)
    }

    async fn show_receipt_file(&self, _: &Caller, _: ReceiptId) -> Answer<File> {
        Err(Fault::NotFound)
    }
}

#[async_trait]
impl Invoices for FakePortal {
    async fn list_invoices(&self, _: &Caller, _: InvoiceQuery) -> Answer<Page<InvoiceSummary>> {
        self.invoices.clone()
    }

    async fn show_invoice(&self, _: &Caller, _: InvoiceId) -> Answer<InvoiceView> {
        self.invoice.clone()
    }

    async fn preview_invoice(&self, _: &Caller, _: Option<SubscriptionId>) -> Answer<NextInvoice> {
        self.next_invoice.clone()
    }
}

#[async_trait]
impl Todos for FakePortal {
    async fn list_todos(&self, _: &Caller) -> Answer<TodoList> {
        self.todos.clone()
    }

    async fn snooze_todo(&self, _: &Caller, _: String, _: String) -> Answer<()> {
        self.done.clone()
    }
}

#[async_trait]
impl Sessions for FakePortal {
    async fn identify(&self, _: &str) -> Answer<Option<Caller>> {
        Ok(None)
    }

    async fn sign_in(&self, _: SignIn, _: Whence, _: Option<AccountId>) -> Answer<SignedIn> {
        Err(Fault::field("password", Problem::WrongCredentials))
    }

    async fn sign_out(&self, _: &Caller, _: Option<SessionId>) -> Answer<()> {
        self.done.clone()
    }

    async fn list_sessions(&self, _: &Caller) -> Answer<Vec<SessionView>> {
        self.sessions.clone()
    }

    async fn ask_reset(&self, _: AskReset, _: Whence) -> Answer<()> {
        self.done.clone()
    }

    async fn reset(&self, _: Reset, _: Whence) -> Answer<String> {
        Err(Fault::field("token", Problem::DeadLink))
    }

    async fn keep_preference(&self, _: &Caller, _: Preference) -> Answer<()> {
        self.done.clone()
    }
}

#[async_trait]
impl Statements for FakePortal {
    async fn show_statement(&self, _: &Caller, _: StatementQuery) -> Answer<StatementView> {
        self.statement.clone()
    }

    async fn show_statement_file(
        &self,
        _: &Caller,
        _: StatementQuery,
        _: Option<Currency>,
    ) -> Answer<File> {
        Err(Fault::NotFound)
    }
}

#[async_trait]
impl Subscriptions for FakePortal {
    async fn list_subscriptions(
        &self,
        _: &Caller,
        _: SubscriptionQuery,
    ) -> Answer<SubscriptionList> {
        self.subscriptions.clone()
    }

    async fn show_subscription(&self, _: &Caller, _: SubscriptionId) -> Answer<SubscriptionView> {
        self.subscription.clone()
    }
}

#[async_trait]
impl Usages for FakePortal {
    async fn show_usage(&self, _: &Caller, _: UsageQuery) -> Answer<UsageView> {
        self.usage.clone()
    }

    async fn read_usage_table(&self, _: &Caller, _: UsageQuery) -> Answer<(String, String)> {
        Err(Fault::NotFound)
    }
}

#[async_trait]
impl Withdrawals for FakePortal {
    async fn quote_withdrawal(&self, _: &Caller, _: WithdrawalWish) -> Answer<WithdrawalQuote> {
        self.withdrawal.clone()
    }

    async fn withdraw(&self, _: &Caller, _: WithdrawalRequest) -> Answer<WithdrawalId> {
        Err(Fault::Unavailable)
    }
}
