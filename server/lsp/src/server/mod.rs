//! The language server: one owner of all state, fed by one queue; threads that work on snapshots; nothing waits.
//!
//! What every file here keeps to: events are taken in the order in which they came; whatever takes time is done
//! elsewhere, on files of one moment, and can be called off; positions are converted at the edge; nothing but messages
//! is written to standard output.

mod active;
mod check;
mod client;
mod commands;
mod constructing;
mod convert;
pub(crate) mod documents;
mod features;
mod findings;
mod handlers;
mod lifecycle;
mod outgoing;
mod pool;
pub(crate) mod positions;
mod preview;
mod progress;
mod publish;
mod pull;
mod refreshing;
mod requests;
mod settings;
mod state;
mod status;
pub(crate) mod transport;
mod uris;
mod watch;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;

use forgather_expand::Facts;
use forgather_workspace::UserSettings;

use outgoing::Outgoing;
use settings::ServerSettings;
use state::{End, Event, Server};

/// Serves a client on standard input and output.
pub(crate) fn serve_stdio(facts: Facts, arguments: UserSettings) -> ExitCode {
    serve(BufReader::with_capacity(1 << 16, std::io::stdin()), std::io::stdout(), facts, arguments)
}

/// Serves the first client that connects to a port of this machine.
pub(crate) fn serve_socket(port: u16, facts: Facts, arguments: UserSettings) -> std::io::Result<ExitCode> {
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    eprintln!("forgather-ls: listening on {}", listener.local_addr()?);
    let (stream, _) = listener.accept()?;
    stream.set_nodelay(true)?;
    Ok(serve(BufReader::new(stream.try_clone()?), stream, facts, arguments))
}

fn serve(
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
    facts: Facts,
    arguments: UserSettings,
) -> ExitCode {
    let (queue, events) = channel();
    let (messages, outgoing) = channel();
    let incoming = queue.clone();
    let reader = move || transport::read_all(input, &incoming, Event::Message);
    let writer = thread::spawn(move || transport::write_all(output, &outgoing));
    // A thread that cannot be started at all leaves nothing to serve with.
    if thread::Builder::new().name("reader".to_owned()).spawn(reader).is_err() {
        return ExitCode::FAILURE;
    }
    let server = Server::new(queue, Outgoing::new(messages), Arc::new(facts), ServerSettings::new(arguments));
    let end = server.run(&events);
    // The server is gone, and with it all who write, but for threads that still work: those are not waited for.
    let patience = std::time::Instant::now();
    while !writer.is_finished() && patience.elapsed() < std::time::Duration::from_secs(1) {
        thread::sleep(std::time::Duration::from_millis(1));
    }
    match end {
        End::Orderly => ExitCode::SUCCESS,
        End::Abrupt => ExitCode::FAILURE,
    }
}
