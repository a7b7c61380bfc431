//! The pipe to the server. A thread reads it without Python's lock, so that the server's end is noticed whatever the
//! user's code is doing.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::message::{Message, Request};

/// The exit code that says that the pipe is gone.
const NO_PIPE: i32 = 113;

/// The session's end of the pipe.
#[derive(Debug)]
pub(crate) struct Link {
    pipe: File,
    process: u32,
}

impl Link {
    /// Takes the pipe from standard input, which is empty from then on, and starts to read.
    pub(crate) fn take() -> io::Result<(Self, Receiver<Request>)> {
        let pipe = File::from(duplicate(libc::STDIN_FILENO)?);
        let null = File::open("/dev/null")?;
        // SAFETY: both are open descriptors.
        if unsafe { libc::dup2(null.as_raw_fd(), libc::STDIN_FILENO) } < 0 {
            return Err(io::Error::last_os_error());
        }
        let mut input = pipe.try_clone()?;
        let (requests, received) = channel();
        thread::Builder::new().name("forgather pipe".to_owned()).stack_size(1 << 18).spawn(move || {
            while let Ok(request) = read(&mut input) {
                if requests.send(request).is_err() {
                    break;
                }
            }
            end_group();
        })?;
        Ok((Self { pipe, process: std::process::id() }, received))
    }

    /// The pipe's descriptor.
    pub(crate) fn descriptor(&self) -> RawFd {
        self.pipe.as_raw_fd()
    }

    /// Whether this process is the session's, and not one that the user's code forked from it.
    pub(crate) fn is_own(&self) -> bool {
        std::process::id() == self.process
    }

    /// Sends a message. A process that was forked sends nothing.
    pub(crate) fn send(&self, message: &Message) {
        if !self.is_own() {
            return;
        }
        let Ok(body) = serde_json::to_vec(message) else { return };
        let mut frame = (body.len() as u32).to_le_bytes().to_vec();
        frame.extend(body);
        if (&self.pipe).write_all(&frame).is_err() {
            // The user's code closed the pipe, or the server is gone: there is nobody to serve.
            // SAFETY: the process ends here.
            unsafe { libc::_exit(NO_PIPE) };
        }
    }
}

/// A copy of a descriptor that no program started from here inherits, out of the way of those that programs expect.
pub(crate) fn duplicate(descriptor: RawFd) -> io::Result<OwnedFd> {
    // SAFETY: an integer is passed; a new descriptor, or an error, comes back.
    let copy = unsafe { libc::fcntl(descriptor, libc::F_DUPFD_CLOEXEC, 64) };
    if copy < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it is open and nobody else's.
    Ok(unsafe { OwnedFd::from_raw_fd(copy) })
}

fn read(input: &mut File) -> io::Result<Request> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let mut body = vec![0; u32::from_le_bytes(length) as usize];
    input.read_exact(&mut body)?;
    serde_json::from_slice(&body).map_err(io::Error::from)
}

/// Ends this process and all of its group: nobody is there any more who would.
fn end_group() {
    // SAFETY: signals are sent, nothing else.
    unsafe {
        // Only a group of our own; a session that was started by hand may be in its shell's.
        if libc::getpgrp() == libc::getpid() {
            libc::kill(0, libc::SIGKILL);
        }
        libc::_exit(0);
    }
}
