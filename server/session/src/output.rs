//! The end of what a request has printed, marked in both streams: the answer goes another way and may be faster.

use std::fs::File;
use std::io::{self, Write};

use pyo3::prelude::*;

use crate::link::duplicate;

/// Standard output and error as they were at the start, whatever the user's code does to them.
#[derive(Debug)]
pub(crate) struct Output {
    streams: [File; 2],
    mark: String,
}

impl Output {
    /// With the server's mark, which stands between two null bytes.
    pub(crate) fn new(mark: &str) -> io::Result<Self> {
        let streams = [duplicate(libc::STDOUT_FILENO)?, duplicate(libc::STDERR_FILENO)?];
        Ok(Self { streams: streams.map(File::from), mark: format!("\0{mark}\0") })
    }

    /// Writes out what Python holds back, and the mark behind it.
    pub(crate) fn finish(&self, py: Python<'_>) {
        for name in ["stdout", "stderr"] {
            // The user's code may have closed it, or put anything in its place.
            let _ = py.import("sys").and_then(|sys| sys.getattr(name)?.call_method0("flush"));
        }
        for mut stream in &self.streams {
            let _ = stream.write_all(self.mark.as_bytes());
        }
    }
}
