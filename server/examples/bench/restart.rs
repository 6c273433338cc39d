//! Restarts under load: processes hand a listening socket on, and nobody notices.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crate::Done;
use crate::house::House;
use crate::load::Connection;

/// Processes that follow each other.
const RESTARTS: usize = 5;
/// Clients that ask without a pause, each time on a connection of its own.
const CLIENTS: usize = 4;

/// How many requests failed while processes took over from each other.
pub fn restarts(url: &str) -> Done<f64> {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = socket.local_addr()?;
    let mut house = House::on(url, &socket)?;
    house.ready()?;
    let (stop, asked, failed) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let ended = thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    asked.fetch_add(1, Ordering::Relaxed);
                    if !answers(address) {
                        failed.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let ended = take_over(url, &socket, house);
        stop.store(true, Ordering::Relaxed);
        ended
    });
    ended?.end()?;
    let asked = asked.into_inner();
    println!("restarts: {RESTARTS} while {asked} requests were answered");
    if asked < 100 {
        return Err("there was no load".into());
    }
    Ok(failed.into_inner() as f64)
}

fn take_over(url: &str, socket: &TcpListener, first: House) -> Done<House> {
    let mut house = first;
    for _ in 0..RESTARTS {
        let mut next = House::on(url, socket)?;
        next.ready()?;
        thread::sleep(Duration::from_millis(300));
        std::mem::replace(&mut house, next).end()?;
        thread::sleep(Duration::from_millis(300));
    }
    Ok(house)
}

fn answers(address: SocketAddr) -> bool {
    let request = format!("GET /sign-in HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    let answer = Connection::open(address).and_then(|mut open| open.ask(&request));
    answer.is_ok_and(|answer| answer.status == 200)
}
