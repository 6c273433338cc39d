//! The jobs beside the requests, until the process is asked to stop.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gateway::mail::Post;
use gateway::vat::VatService;
use portal::billing_account::tend;
use portal::jobs::{bill, check, enlist, read_through, tick};
use portal::{Desk, Failure};
use tokio::sync::watch::Receiver;

/// The pause when nothing was due.
const IDLE: Duration = Duration::from_secs(1);
/// The pause when the database did not answer.
const TROUBLE: Duration = Duration::from_secs(10);

/// The pause between two questions whether something came twice: it looks through what is
/// unapplied, and goes back within a day.
const SWEEPS: Duration = Duration::from_secs(600);

/// The pause between two questions whether the books are to be checked, or a list to be read.
const CHECKS: Duration = Duration::from_secs(60);

/// The pause between two questions which VAT numbers are to be asked for.
const NUMBERS: Duration = Duration::from_secs(60);

/// What the jobs need.
pub struct Jobs {
    /// The use cases.
    pub desk: Arc<Desk>,
    /// What takes mail.
    pub post: Arc<dyn Post>,
    /// What is asked for VAT numbers.
    pub vat: Option<Arc<dyn VatService>>,
}

impl Jobs {
    /// Runs them. What is under way when `stop` comes is finished first, but for a check of the
    /// books, which only reads and is made anew. Checks, payments and VAT numbers have tasks of
    /// their own: large books and slow services hold up no mail.
    pub async fn run(self, stop: Receiver<bool>) {
        let checks = tokio::spawn(checks(Arc::clone(&self.desk), stop.clone()));
        let payments = tokio::spawn(payments(Arc::clone(&self.desk), stop.clone()));
        let vat = self.vat.clone();
        let vat = vat.map(|it| tokio::spawn(numbers(Arc::clone(&self.desk), it, stop.clone())));
        self.rounds(stop).await;
        if let Some(vat) = vat {
            let _ = vat.await;
        }
        let _ = payments.await;
        let _ = checks.await;
    }

    async fn rounds(&self, mut stop: Receiver<bool>) {
        let mut enlisted = false;
        while !*stop.borrow() {
            let pause = match self.round(&mut enlisted).await {
                Ok(0) => IDLE,
                Ok(_) => continue,
                Err(failure) => {
                    let _ = failure.told("jobs");
                    TROUBLE
                }
            };
            let _ = tokio::time::timeout(pause, stop.wait_for(|stop| *stop)).await;
        }
    }

    async fn round(&self, enlisted: &mut bool) -> Result<usize, Failure> {
        if !*enlisted {
            enlist(&self.desk).await?;
            *enlisted = true;
        }
        let ticked = tick(&self.desk, &*self.post).await;
        // Mail that does not leave holds up no invoice.
        let billed = bill(&self.desk).await?;
        Ok(ticked? + billed)
    }
}

/// Asks the payment providers what became of what is in flight.
async fn payments(desk: Arc<Desk>, mut stop: Receiver<bool>) {
    let mut swept = None;
    while !*stop.borrow() {
        let pause = match asked_after(&desk, &mut swept).await {
            Ok(0) => IDLE,
            Ok(_) => continue,
            Err(failure) => {
                let _ = failure.told("payments");
                TROUBLE
            }
        };
        let _ = tokio::time::timeout(pause, stop.wait_for(|stop| *stop)).await;
    }
}

/// What is in flight, and which methods are being verified or given up; now and then, whether
/// something came twice and goes back.
async fn asked_after(desk: &Desk, swept: &mut Option<Instant>) -> Result<usize, Failure> {
    let till = desk.till();
    let looked = till.look().await;
    // A payment that cannot be asked for holds up no method.
    let tended = tend(desk).await?;
    if swept.is_none_or(|at| at.elapsed() >= SWEEPS) {
        till.give_back().await?;
        *swept = Some(Instant::now());
    }
    Ok(looked? + tended + till.look_back().await?)
}

/// Asks for the VAT numbers that are to be asked for.
async fn numbers(desk: Arc<Desk>, service: Arc<dyn VatService>, mut stop: Receiver<bool>) {
    while !*stop.borrow() {
        let pause = match portal::vat::ask(&desk, &*service).await {
            Ok(0) => NUMBERS,
            Ok(_) => continue,
            Err(failure) => {
                let _ = failure.told("vat");
                NUMBERS
            }
        };
        let _ = tokio::time::timeout(pause, stop.wait_for(|stop| *stop)).await;
    }
}

/// Checks the books day by day, and reads what payment providers have taken.
async fn checks(desk: Arc<Desk>, mut stop: Receiver<bool>) {
    while tokio::time::timeout(CHECKS, asked(&mut stop))
        .await
        .is_err()
    {
        if let Err(failure) = check(&desk, asked(&mut stop)).await {
            let _ = failure.told("verify");
        }
        if let Err(failure) = read_through(desk.till(), asked(&mut stop)).await {
            let _ = failure.told("read_through");
        }
    }
}

/// Waits until the process is asked to stop, or nobody is left who could.
async fn asked(stop: &mut Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
