//! What a session prints, read to its end whatever its size and kept as far as it is of use.

use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many bytes at the start are kept.
const HEAD: usize = 192 << 10;
/// How many bytes at the end are kept.
const TAIL: usize = 64 << 10;

/// What one stream has said since it was last asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Capture(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    head: Vec<u8>,
    /// What follows, of which the last is kept.
    tail: Vec<u8>,
    left_out: usize,
}

impl Capture {
    /// Takes what was said.
    pub(super) fn take(&self) -> String {
        let mut kept = std::mem::take(&mut *self.lock());
        kept.trim();
        let mut text = String::from_utf8_lossy(&kept.head).into_owned();
        if kept.left_out > 0 {
            text.push_str(&format!("\n… {} bytes left out …\n", kept.left_out));
        }
        text.push_str(&String::from_utf8_lossy(&kept.tail));
        text
    }

    fn push(&self, bytes: &[u8]) {
        let mut kept = self.lock();
        let room = HEAD.saturating_sub(kept.head.len()).min(bytes.len());
        kept.head.extend_from_slice(&bytes[..room]);
        kept.tail.extend_from_slice(&bytes[room..]);
        // Moving the end forward each time would take time by the square.
        if kept.tail.len() > 2 * TAIL {
            kept.trim();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a stream until it ends, and says each time when the mark has come by. What is behind a mark belongs to
    /// what is asked next.
    pub(super) fn read_all(&self, mut stream: impl Read, mark: &[u8], mut marked: impl FnMut()) {
        let mut pending = Vec::new();
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => break,
            };
            pending.extend_from_slice(&buffer[..read]);
            while let Some(at) = find(&pending, mark) {
                self.push(&pending[..at]);
                pending.drain(..at + mark.len());
                marked();
            }
            // The start of a mark may have come, and the rest not yet.
            let keep = (0..mark.len().min(pending.len() + 1))
                .rev()
                .find(|length| pending.ends_with(&mark[..*length]));
            let whole = pending.len() - keep.unwrap_or(0);
            self.push(&pending[..whole]);
            pending.drain(..whole);
        }
        self.push(&pending);
    }
}

impl Kept {
    fn trim(&mut self) {
        let excess = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..excess);
        self.left_out += excess;
    }
}

/// Where the mark is. It begins with a null byte, which text has none of.
fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == mark[0]) {
        if bytes[from + at..].starts_with(mark) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its pieces one by one.
    struct Pieces(Vec<Vec<u8>>);

    impl Read for Pieces {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            let piece = self.0.remove(0);
            buffer[..piece.len()].copy_from_slice(&piece);
            Ok(piece.len())
        }
    }

    fn read(pieces: &[&str]) -> (String, usize) {
        let capture = Capture::default();
        let pieces = pieces.iter().map(|piece| piece.as_bytes().to_vec()).collect();
        let mut marks = 0;
        capture.read_all(Pieces(pieces), b"\0mark\0", || marks += 1);
        (capture.take(), marks)
    }

    #[test]
    fn a_mark_is_found_wherever_it_is_cut() {
        assert_eq!(read(&["a\0mark\0b"]), ("ab".to_owned(), 1));
        assert_eq!(read(&["a\0ma", "rk\0", "b"]), ("ab".to_owned(), 1));
        assert_eq!(read(&["a\0", "mark\0\0mark\0"]), ("a".to_owned(), 2));
        assert_eq!(read(&["a\0ma", "rs\0"]), ("a\0mars\0".to_owned(), 0));
        assert_eq!(read(&["a\0\0mark\0"]), ("a\0".to_owned(), 1));
        assert_eq!(read(&["", "a\0mark"]), (String::new(), 0), "an empty read is the end");
        assert_eq!(read(&["a\0mark"]), ("a\0mark".to_owned(), 0));
    }

    #[test]
    fn of_much_the_start_and_the_end_are_kept() {
        let capture = Capture::default();
        let piece = vec![b'x'; 60_000];
        let pieces = std::iter::repeat_n(piece, 100).chain([b"end".to_vec()]).collect();
        capture.read_all(Pieces(pieces), b"\0m", || ());
        let text = capture.take();
        assert!(text.len() < HEAD + TAIL + 100 && text.ends_with("xend"), "{}", text.len());
        let left_out = 100 * 60_000 + 3 - HEAD - TAIL;
        assert!(text.contains(&format!("x\n… {left_out} bytes left out …\nx")));
        assert_eq!(capture.take(), "");
    }
}
