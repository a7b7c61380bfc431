//! Where the construction is, kept where the server can read it when this process is no more.
//!
//! The file begins with the span of the node that is being called, and `faulthandler` appends its tracebacks.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::fs::FileExt;

use crate::link::duplicate;

/// Bytes before the tracebacks: two numbers.
pub(crate) const HEAD: usize = 8;

/// The file, which has no name any more.
#[derive(Debug)]
pub(crate) struct Position {
    file: File,
    traces: File,
}

impl Position {
    /// Opens the file that the server made, and takes its name away: it is gone with the two processes.
    pub(crate) fn open(path: &str) -> io::Result<Self> {
        let file = File::from(duplicate(OpenOptions::new().write(true).open(path)?.as_raw_fd())?);
        file.write_all_at(&[0; HEAD], 0)?;
        let traces = File::from(duplicate(OpenOptions::new().append(true).open(path)?.as_raw_fd())?);
        std::fs::remove_file(path)?;
        Ok(Self { file, traces })
    }

    /// The descriptor for tracebacks.
    pub(crate) fn traces(&self) -> RawFd {
        self.traces.as_raw_fd()
    }

    /// A node is being called; none where the span is empty.
    pub(crate) fn set(&self, span: (u32, u32)) {
        let mut bytes = [0; HEAD];
        bytes[..4].copy_from_slice(&span.0.to_le_bytes());
        bytes[4..].copy_from_slice(&span.1.to_le_bytes());
        // Without it a crash is told without its place.
        let _ = self.file.write_all_at(&bytes, 0);
    }
}
