//! What goes on by itself: time, the run, the janitor, and what the gateway tells.

use std::future::pending;

use gateway::payment::{Event, Happening};
use model::fault::Fault;
use portal::Failure;
use portal::billing_account::tend;
use portal::checkout::Deaf;
use portal::jobs::{bill, read_through};

use crate::world::{Done, World};

/// How far the clock goes on, in seconds.
const LEAPS: [(u64, i64); 7] = [
    (4, 5),
    (4, 65),
    (3, 330),
    (3, 3_700),
    (3, 43_200),
    (3, 86_400),
    (1, 6 * 86_400),
];

/// Nobody is held up longer, in seconds: gateways are waited for no longer than that.
const PATIENCE: i64 = 5;

/// Who is held up goes on.
pub async fn go_on(world: &mut World) -> Done {
    world.go_on().await.map(drop)
}

/// Time goes by.
pub async fn forward(world: &mut World) -> Done {
    let seconds = world.chance.weighted(&LEAPS);
    world.trace.says(format!("  {seconds} s"));
    if seconds > PATIENCE {
        while world.go_on().await? {}
    }
    wait(world, seconds).await;
    Ok(())
}

/// So many seconds go by.
pub async fn wait(world: &mut World, seconds: i64) {
    world.clock.wait(seconds);
    world.line.arrive().await;
}

/// The billing run.
pub async fn run(world: &mut World) -> Done {
    for _ in 0..50 {
        let done = world.attempt(|desk| async move { bill(&desk).await });
        match done.await {
            None => {}
            Some(Ok(0)) => return Ok(()),
            Some(Ok(_)) => {}
            Some(Err(failure)) => return world.failed(failure),
        }
    }
    Err("the run has no end".to_owned())
}

/// The janitor asks what became of what is in flight.
pub async fn janitor(world: &mut World) -> Done {
    let done = world.attempt(|desk| async move {
        let till = desk.till();
        let looked = till.look().await?;
        let tended = tend(&desk).await?;
        Ok::<_, Failure>(looked + tended + till.look_back().await?)
    });
    match done.await {
        Some(Err(failure)) => world.failed(failure),
        Some(Ok(_)) | None => Ok(()),
    }
}

/// What came twice goes back.
pub async fn sweep(world: &mut World) -> Done {
    let done = world.attempt(|desk| async move { desk.till().give_back().await });
    match done.await {
        Some(Err(failure)) => world.failed(failure),
        Some(Ok(_)) | None => Ok(()),
    }
}

/// What the gateway has taken is read once a day; whether it was now.
pub async fn read(world: &mut World) -> Done<bool> {
    let done = world.attempt(|desk| async move {
        match read_through(desk.till(), pending()).await {
            // The gateway does not answer: it is read later.
            Err(failure) if *failure.fault() == Fault::Unavailable => Ok(false),
            read => read,
        }
    });
    match done.await {
        Some(Ok(read)) => Ok(read),
        Some(Err(failure)) => world.failed(failure).map(|()| false),
        None => Ok(false),
    }
}

/// The gateway tells one of the things that it has to tell, whichever; once, twice, or never.
pub async fn webhook(world: &mut World) -> Done {
    let due = world
        .sandbox
        .due()
        .await
        .map_err(|error| error.to_string())?;
    let Some(told) = world.chance.pick(&due).cloned() else {
        return Ok(());
    };
    let lost = world.chance.once_in(6) && !unknown_otherwise(&told.body)?;
    let times = if lost {
        0
    } else {
        1 + world.chance.below(6) / 5
    };
    for _ in 0..times {
        let heard = hear(world, &told).await?;
        world.trace.says(format!("  {heard}"));
    }
    if lost {
        world
            .sandbox
            .sent(told.id, true)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Everything that it has to tell; how much that was.
pub async fn all_webhooks(world: &mut World) -> Done<usize> {
    let due = world
        .sandbox
        .due()
        .await
        .map_err(|error| error.to_string())?;
    for told in &due {
        hear(world, told).await?;
    }
    Ok(due.len())
}

async fn hear(world: &mut World, told: &gateway::payment::sandbox::Webhook) -> Done<&'static str> {
    let event: Event = serde_json::from_slice(&told.body).map_err(|error| error.to_string())?;
    world.model.heard(&event);
    let (headers, body) = (told.headers.clone(), told.body.clone());
    let heard =
        world.attempt(|desk| async move { desk.till().hear("sandbox", &headers, &body).await });
    let (word, taken) = match heard.await {
        None => ("not heard", None),
        Some(Ok(())) => ("heard", Some(true)),
        Some(Err(Deaf::Later)) => ("later", Some(false)),
        Some(Err(deaf)) => return Err(format!("a webhook is not taken: {deaf:?}")),
    };
    if let Some(taken) = taken {
        let noted = world.sandbox.sent(told.id, taken).await;
        noted.map_err(|error| error.to_string())?;
    }
    Ok(word)
}

/// Whether nobody would find that by asking for a payment or a refund by its key, or for what was
/// taken: money that is taken back. It is told until it is heard.
fn unknown_otherwise(body: &[u8]) -> Done<bool> {
    let event: Event = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    Ok(match event.what {
        Happening::Returned { .. } | Happening::Dispute { .. } => true,
        Happening::Payment(_)
        | Happening::Refund(_)
        | Happening::SetUp
        | Happening::MethodChanged(_)
        | Happening::MethodGone { .. }
        | Happening::Other { .. } => false,
    })
}
