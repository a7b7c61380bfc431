//! The file in which a session keeps where it is, and `faulthandler` its tracebacks: it can be read when the session is
//! no more.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use forgather_graph::Span;

use super::wire::Frame;

/// The file. The session takes its name away once it has opened it.
#[derive(Debug)]
pub(super) struct Traces {
    file: File,
    path: PathBuf,
}

/// Bytes before the tracebacks: two numbers, the span of the node that is being called.
const HEAD: u64 = 8;
/// How much of the tracebacks is read.
const MAX_TRACES: usize = 1 << 20;

impl Traces {
    pub(super) fn new() -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("forgather-session-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let mut options = OpenOptions::new();
        options.read(true).write(true).mode(0o600);
        let file = match options.clone().create_new(true).open(&path) {
            // A process of that number was here before, and ended at a bad moment.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                std::fs::remove_file(&path)?;
                options.create_new(true).open(&path)?
            }
            opened => opened?,
        };
        Ok(Self { file, path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The node that is being called.
    pub(super) fn node(&self) -> Option<Span> {
        let mut bytes = [0; HEAD as usize];
        self.file.read_exact_at(&mut bytes, 0).ok()?;
        let bits = u64::from_le_bytes(bytes);
        let span = Span::new(bits as u32, (bits >> 32) as u32);
        (!span.is_empty()).then_some(span)
    }

    /// How long the file is.
    pub(super) fn length(&self) -> u64 {
        self.file.metadata().map_or(0, |metadata| metadata.len())
    }

    /// Where Python was when `faulthandler` last wrote.
    pub(super) fn frames(&self) -> Vec<Frame> {
        let mut bytes = vec![0; MAX_TRACES];
        let read = self.file.read_at(&mut bytes, HEAD).unwrap_or(0);
        frames(&String::from_utf8_lossy(&bytes[..read]))
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        // The session has done so, if it has ever started.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The frames of the last traceback of the main thread, the outermost first. `faulthandler` writes the innermost first:
/// `  File "/a/b.py", line 3 in name`.
fn frames(text: &str) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.ends_with("C stack trace (most recent call first):") {
            // Python 3.14 writes this behind the traceback.
            inside = false;
        } else if line.ends_with("(most recent call first):") {
            // Of several threads the current one is told of.
            inside = !line.starts_with("Thread ");
            if inside {
                frames.clear();
            }
        } else if inside && let Some(frame) = frame(line) {
            frames.push(frame);
        }
    }
    frames.reverse();
    frames
}

fn frame(line: &str) -> Option<Frame> {
    let (file, rest) = line.trim_start().strip_prefix("File \"")?.rsplit_once("\", line ")?;
    let (number, function) = rest.split_once(" in ")?;
    // What started the session is ours, and Python's machinery for imports is nobody's.
    if file == "<string>" && function == "<module>" || file.starts_with("<frozen ") {
        return None;
    }
    let line = number.parse().ok()?;
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let text = text.lines().nth(line as usize - 1).unwrap_or_default().trim().to_owned();
    Some(Frame { file: file.to_owned(), line, function: function.to_owned(), text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_traceback_is_read_from_the_outside_in() {
        let text = "\
Current thread 0x00007f (most recent call first):
  File \"/old.py\", line 1 in old
Fatal Python error: Segmentation fault

Thread 0x00007e (most recent call first):
  File \"/thread.py\", line 9 in run

Current thread 0x00007f (most recent call first):
  File \"/a \"b\".py\", line 3 in inner
  File \"<frozen importlib._bootstrap>\", line 7 in _load
  File \"/main.py\", line 12 in outer
  File \"<string>\", line 8 in <module>
";
        let names: Vec<(String, u32, String)> =
            frames(text).into_iter().map(|frame| (frame.file, frame.line, frame.function)).collect();
        let expected = [("/main.py", 12, "outer"), ("/a \"b\".py", 3, "inner")];
        let expected = expected.map(|(file, line, name)| (file.to_owned(), line, name.to_owned()));
        assert_eq!(names, expected);
        assert_eq!(frames("nothing"), []);
    }

    #[test]
    fn a_c_stack_trace_is_no_traceback() {
        let text = "\
Fatal Python error: Segmentation fault

Current thread 0x00007f [python] (most recent call first):
  File \"/main.py\", line 12 in outer

Current thread's C stack trace (most recent call first):
  Binary file \"/usr/bin/python3.14\", at _Py_DumpStack+0x48 [0x5f]
  Binary file \"/lib/libc.so.6\", at +0x45330 [0x7f]
  <truncated rest of calls>

Extension modules: numpy (total: 1)
";
        let files: Vec<(String, u32)> =
            frames(text).into_iter().map(|frame| (frame.file, frame.line)).collect();
        assert_eq!(files, [("/main.py".to_owned(), 12)]);
    }
}
