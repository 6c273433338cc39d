//! A run of one seed, and the shortest one that still fails.

use store::testing;

use crate::order::Engine;
use crate::tally::Tally;
use crate::world::{Done, World};
use crate::{check, customer, funds, log, provider, time};

/// Between two checks.
const BETWEEN: usize = 40;

/// Where it broke, and how.
pub struct Broken {
    pub step: usize,
    pub why: String,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Pay,
    Again,
    Buy,
    Withdraw,
    Transfer,
    Look,
    ChangePayers,
    ChangeCard,
    Refund,
    Credit,
    WriteOff,
    DueLater,
    Grant,
    Receive,
    Allocate,
    GiveBack,
    Tidy,
    Sell,
    Owe,
    Usage,
    Forward,
    Run,
    Janitor,
    Sweep,
    Read,
    Webhook,
    GoOn,
}

const STEPS: [(u64, Step); 27] = [
    (20, Step::Pay),
    (5, Step::Again),
    (4, Step::Buy),
    (3, Step::Withdraw),
    (2, Step::Transfer),
    (8, Step::Look),
    (2, Step::ChangePayers),
    (2, Step::ChangeCard),
    (6, Step::Refund),
    (4, Step::Credit),
    (1, Step::WriteOff),
    (2, Step::DueLater),
    (3, Step::Grant),
    (4, Step::Receive),
    (4, Step::Allocate),
    (2, Step::GiveBack),
    (2, Step::Tidy),
    (3, Step::Sell),
    (8, Step::Owe),
    (3, Step::Usage),
    (16, Step::Forward),
    (8, Step::Run),
    (12, Step::Janitor),
    (4, Step::Sweep),
    (4, Step::Read),
    (16, Step::Webhook),
    (8, Step::GoOn),
];

/// Runs a seed so many steps; the fingerprint of what happened.
pub async fn run(
    (seed, engine): (u64, Engine),
    (steps, told): (usize, bool),
    tally: &mut Tally,
) -> Result<String, Broken> {
    let fresh = match engine {
        Engine::Sqlite => testing::sqlite().await,
        Engine::Postgres => testing::postgres().await,
    };
    drop(log::faults());
    let opened = World::open(seed, fresh, told).await;
    let mut world = opened.map_err(|why| Broken { step: 0, why })?;
    let done = all(&mut world, steps).await;
    tally.add(&world).await;
    let trace = world.close().await;
    done.map(|()| trace.hash())
}

async fn all(world: &mut World, steps: usize) -> Result<(), Broken> {
    for step in 1..=steps {
        let broken = |why| Broken { step, why };
        one(world).await.map_err(broken)?;
        if step % BETWEEN == 0 || step == steps {
            world.trace.says("quiet");
            check::quiet(world).await.map_err(broken)?;
        }
        let faults = log::faults();
        if !faults.is_empty() {
            return Err(broken(faults.join("\n")));
        }
    }
    Ok(())
}

async fn one(world: &mut World) -> Done {
    let step = world.chance.weighted(&STEPS);
    world.trace.says(format!("{step:?}"));
    match step {
        Step::Pay => customer::pay(world).await,
        Step::Again => customer::again(world).await,
        Step::Buy => funds::buy(world).await,
        Step::Withdraw => funds::withdraw(world).await,
        Step::Transfer => provider::transfer(world).await,
        Step::Look => customer::look(world).await,
        Step::ChangePayers => customer::change_payers(world).await,
        Step::ChangeCard => customer::change_card(world).await,
        Step::Refund => provider::refund(world).await,
        Step::Credit => provider::credit(world).await,
        Step::WriteOff => provider::write_off(world).await,
        Step::DueLater => provider::due_later(world).await,
        Step::Grant => provider::grant(world).await,
        Step::Receive => provider::receive(world).await,
        Step::Allocate => provider::allocate(world).await,
        Step::GiveBack => provider::give_back(world).await,
        Step::Tidy => provider::tidy(world).await,
        Step::Sell => provider::sell(world).await,
        Step::Owe => provider::owe(world).await,
        Step::Usage => provider::usage(world).await,
        Step::Forward => time::forward(world).await,
        Step::Run => time::run(world).await,
        Step::Janitor => time::janitor(world).await,
        Step::Sweep => time::sweep(world).await,
        Step::Read => time::read(world).await.map(drop),
        Step::Webhook => time::webhook(world).await,
        Step::GoOn => time::go_on(world).await,
    }
}

/// The fewest steps after which a seed fails, found by halving: with each number of steps it is
/// quiet at the end, so what is wrong may show earlier than it was seen.
pub async fn shortest((seed, engine): (u64, Engine), failed: usize) -> usize {
    let (mut good, mut bad) = (0, failed);
    while bad - good > 1 {
        let half = usize::midpoint(good, bad);
        match run((seed, engine), (half, false), &mut Tally::default()).await {
            Ok(_) => good = half,
            Err(broken) => bad = broken.step.max(good + 1),
        }
    }
    bad
}
