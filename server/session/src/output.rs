//! The end of what a request has printed, marked in both streams: the answer goes another way and may be faster.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsRawFd;

use pyo3::prelude::*;
use pyo3::types::PyDict;

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

    /// Makes both streams again what they were, whatever an earlier request did to them.
    pub(crate) fn restore(&self, py: Python<'_>) -> PyResult<()> {
        let sys = py.import("sys")?;
        let names = [("stdout", "__stdout__"), ("stderr", "__stderr__")];
        for ((stream, (name, original)), number) in self.streams.iter().zip(names).zip(1..) {
            // SAFETY: the first is open, and the second is what it is to be.
            unsafe { libc::dup2(stream.as_raw_fd(), number) };
            let first = sys.getattr(original)?;
            let is_open = |stream: &Bound<'_, PyAny>| {
                stream.getattr("closed").and_then(|closed| closed.is_truthy()).is_ok_and(|closed| !closed)
            };
            if is_open(&first) {
                if !sys.getattr(name).is_ok_and(|now| now.is(&first)) {
                    sys.setattr(name, first)?;
                }
                continue;
            }
            let arguments = PyDict::new(py);
            arguments.set_item("buffering", 1)?;
            arguments.set_item("errors", "backslashreplace")?;
            arguments.set_item("closefd", false)?;
            let opened = py.import("builtins")?.call_method("open", (number, "w"), Some(&arguments))?;
            sys.setattr(name, &opened)?;
            sys.setattr(original, opened)?;
        }
        Ok(())
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
