//! Constructing for real: sessions in the user's own Python, started on the first request, kept warm, and ended whatever
//! their code does.
//!
//! A session is a child process that loads the module of `server/session`, and a thread here that alone talks to it
//! (`session`). What the user's code can reach of us is the pipe's end that the module hides and two streams that are
//! read to their end and kept as far as they are of use (`capture`).
//!
//! Invariant: every job is answered once; after an answer the next job works; when the sessions are dropped no process of
//! theirs is left.

mod answer;
mod capture;
mod child;
mod failure;
mod job;
mod leftover;
mod module;
mod session;
mod sessions;
mod traces;
mod wire;

pub(crate) use answer::{Answer, End, notes};
pub(crate) use failure::{Surface, Told, locate, span, told};
pub(crate) use job::{Given, Job, Progress, Want, takes_arguments, timeout};
pub(crate) use session::State;
pub(crate) use sessions::Sessions;
pub(crate) use wire::{Cause, Frame};
