use std::io::{BufRead, IsTerminal, stdin};
use std::sync::Arc;

use clap::{Args, Subcommand};
use model::fault::{Fault, Problem};
use model::time::MachineClock;
use portal::people::Newcomer;
use portal::{Desk, Failure, people};

use super::Outcome;
use super::open::{desk, existing, internal};
use super::trouble::Trouble;
use crate::settings::Settings;
use crate::telemetry;

/// What `saldo user` does.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Lists people by address
    List,
    /// Adds a person to an account; without a password they ask for a link at the sign-in page
    Create(Create),
    /// Disables a person, who is out at the next request
    Disable {
        /// The person's address
        email: String,
    },
    /// Lets a disabled person sign in again
    Enable {
        /// The person's address
        email: String,
    },
    /// Sets a person's password, read from the standard input, and ends all sessions
    Password {
        /// The person's address
        email: String,
    },
    /// Ends all sessions of a person
    SignOut {
        /// The person's address
        email: String,
    },
}

/// What `saldo user create` takes.
#[derive(Args, Debug)]
pub struct Create {
    /// The person's address
    email: String,
    /// The person's name
    #[arg(long)]
    name: String,
    /// The account, by the ref that the books have for it
    #[arg(long, value_name = "REF")]
    account: String,
    /// owner, administrator, accountant, technician or viewer
    #[arg(long)]
    role: String,
    /// Reads a password from the standard input
    #[arg(long)]
    password_stdin: bool,
}

/// Carries it out.
pub async fn user(settings: &Settings, action: User) -> Result<Outcome, Trouble> {
    telemetry::start(&settings.log, "error")?;
    let db = existing(settings).await?;
    let desk = desk(settings, &db, Arc::new(MachineClock))?;
    let done = match &action {
        User::List => list(&desk).await.map_err(refused),
        User::Create(create) => add(&desk, create).await,
        User::Disable { email } => people::disable(&desk, email).await.map_err(refused),
        User::Enable { email } => people::enable(&desk, email).await.map_err(refused),
        User::SignOut { email } => people::sign_out(&desk, email).await.map_err(refused),
        User::Password { email } => people::set_password(&desk, email, password()?)
            .await
            .map_err(refused),
    };
    db.close().await;
    done?;
    Ok(Outcome::Done)
}

async fn add(desk: &Desk, create: &Create) -> Result<(), Trouble> {
    let newcomer = Newcomer {
        email: create.email.clone(),
        name: create.name.clone(),
        account: create.account.clone(),
        role: create.role.clone(),
        password: create.password_stdin.then(password).transpose()?,
    };
    let faults = people::create(desk, newcomer).await.map_err(not_new)?;
    let told = faults
        .iter()
        .map(|fault| format!("{}: {}", fault.field, fault.reason));
    match told.collect::<Vec<_>>().join("; ") {
        faults if faults.is_empty() => Ok(()),
        faults => Err(Trouble::new(faults)),
    }
}

async fn list(desk: &Desk) -> Result<(), Failure> {
    let mut after = String::new();
    loop {
        let page = people::list(desk, &after).await?;
        let Some(last) = page.last() else {
            if after.is_empty() {
                eprintln!("nobody yet: `saldo import` and `saldo user create` bring people");
            }
            return Ok(());
        };
        after.clone_from(&last.email);
        for person in page {
            let state = match (person.disabled_at, person.has_password) {
                (Some(_), _) => "disabled",
                (None, true) => "active",
                (None, false) => "no password",
            };
            let (email, name, accounts) = (person.email, person.name, person.accounts);
            say!("{email}\t{state}\t{accounts}\t{name}");
        }
    }
}

/// Never an argument: those are seen by everybody on the machine.
fn password() -> Result<String, Trouble> {
    if stdin().is_terminal() {
        eprintln!("The new password, then Enter (it is seen while you type):");
    }
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn refused(failure: Failure) -> Trouble {
    Trouble::new(match failure.fault() {
        Fault::NotFound => "there is nobody with this address".to_owned(),
        Fault::Conflict => "nothing was changed: it is so already".to_owned(),
        Fault::Invalid(errors) => problems(&errors.0),
        _ => return internal(failure),
    })
}

/// Access that somebody has already is never widened in passing.
fn not_new(failure: Failure) -> Trouble {
    match failure.fault() {
        Fault::Conflict => Trouble::new(
            "there is somebody with this address already: what they may do changes by import"
                .to_owned(),
        ),
        _ => refused(failure),
    }
}

/// What is wrong with what was given, field by field.
pub fn problems(errors: &[model::fault::FieldError]) -> String {
    let told = errors.iter().map(|error| match error.problem {
        Problem::TooShort { least } => format!("{}: at least {least} characters", error.field),
        problem => format!("{}: {problem}", error.field),
    });
    told.collect::<Vec<_>>().join("; ")
}
