use gateway::mail::{Folder, Letter, Post, PostError, Smtp};
use model::id::MessageId;
use model::time::Instant;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

fn letter(n: u8) -> Letter {
    Letter {
        id: MessageId::make(u64::from(n), [n; 10]),
        queued_at: Instant(1_764_000_000_000_000),
        to: "anna@lindqvist.example".to_owned(),
        subject: "Zahlung für März".to_owned(),
        text: "Grüße\nhttps://portal.example/reset?token=secret\n".to_owned(),
        html: "<p>Gr&uuml;&szlig;e</p>".to_owned(),
        enclosures: Vec::new(),
    }
}

fn smtp(port: u16) -> Smtp {
    let url = format!("smtp://127.0.0.1:{port}");
    Smtp::new(&url, "Fjord Hosting <billing@fjord.example>").unwrap()
}

/// A mail server that takes one mail, or refuses it.
async fn server(verdict: &'static str) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 test\r\n").await.unwrap();
        let (mut mail, mut in_data) = (String::new(), false);
        while let Some(line) = lines.next_line().await.unwrap() {
            let answer = match (in_data, line.as_str()) {
                (true, ".") => verdict,
                (true, text) => {
                    mail.push_str(text);
                    mail.push('\n');
                    continue;
                }
                (false, "DATA") => "354 go on",
                (false, _) => "250 ok",
            };
            in_data = line == "DATA";
            writer.write_all(answer.as_bytes()).await.unwrap();
            writer.write_all(b"\r\n").await.unwrap();
            if answer == verdict {
                break;
            }
        }
        mail
    });
    (port, taken)
}

#[tokio::test]
async fn a_mail_carries_the_id_of_the_outbox_and_both_parts() {
    let (port, taken) = server("250 taken").await;
    smtp(port).send(&letter(1)).await.unwrap();
    let mail = taken.await.unwrap();
    let id = format!("Message-ID: <{}@fjord.example>", letter(1).id);
    for part in [
        id.as_str(),
        "To: anna@lindqvist.example",
        "Auto-Submitted: auto-generated",
        "multipart/alternative",
        "text/plain",
        "text/html",
    ] {
        assert!(mail.contains(part), "{part} in\n{mail}");
    }
}

#[tokio::test]
async fn a_refused_mail_may_be_tried_again() {
    let (port, _taken) = server("451 later").await;
    let end = smtp(port).send(&letter(1)).await;
    assert!(matches!(end, Err(PostError::NotTaken(_))), "{end:?}");
}

#[tokio::test]
async fn what_is_no_address_is_not_tried_again() {
    let mut letter = letter(1);
    letter.to = "nobody".to_owned();
    let end = smtp(1).send(&letter).await;
    assert!(matches!(end, Err(PostError::Unfit(_))), "{end:?}");
}

#[tokio::test]
async fn a_folder_keeps_each_mail_once() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::open(&place.path().join("mail")).unwrap();
    for n in [1, 2, 1] {
        folder.send(&letter(n)).await.unwrap();
    }
    assert_eq!(folder.list(9).unwrap(), [letter(2), letter(1)]);
    assert_eq!(folder.list(1).unwrap(), [letter(2)]);
    assert_eq!(folder.read(&letter(1).id).unwrap(), letter(1));
    assert!(folder.read(&letter(3).id).is_err());
}

#[tokio::test]
async fn secrets_are_not_printed() {
    let smtp = Smtp::new("smtps://u:hunter2@mail.example", "a@b.example").unwrap();
    let printed = format!("{smtp:?} {:?}", letter(1));
    for secret in ["hunter2", "token=", "reset"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
