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
        let Kept { mut head, mut tail, left_out } = kept;
        if left_out == 0 {
            head.append(&mut tail);
            return String::from_utf8_lossy(&head).into_owned();
        }
        // What is left out is whole characters.
        let (begun, rest) = (begun_at_end(&head), rest_at_start(&tail));
        let (head, tail) = (&head[..head.len() - begun], &tail[rest..]);
        let left_out = left_out + begun + rest;
        let (head, tail) = (String::from_utf8_lossy(head), String::from_utf8_lossy(tail));
        format!("{head}\n… {left_out} bytes left out …\n{tail}")
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

/// How many bytes at the end begin a character that goes on behind them.
fn begun_at_end(bytes: &[u8]) -> usize {
    let is_begun = |end: &[u8]| std::str::from_utf8(end).is_err_and(|error| error.error_len().is_none());
    let last = &bytes[bytes.len().saturating_sub(3)..];
    // The shortest end that is cut: what is before it is whole.
    (1..=last.len()).find(|length| is_begun(&last[last.len() - length..])).unwrap_or(0)
}

/// How many bytes at the start belong to a character that began before them.
fn rest_at_start(bytes: &[u8]) -> usize {
    bytes.iter().take(3).take_while(|byte| **byte & 0b1100_0000 == 0b1000_0000).count()
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

    #[test]
    fn no_character_is_cut() {
        let output = |text: &str| {
            let capture = Capture::default();
            let pieces = text.as_bytes().chunks(60_000).map(<[u8]>::to_vec).collect();
            capture.read_all(Pieces(pieces), b"\0m", || ());
            capture.take()
        };
        for text in ["ä", "€", "🦀"] {
            for before in 0..text.len() {
                let text = |bytes: usize| "x".repeat(before) + &text.repeat(bytes / text.len());
                let short = text(HEAD + 1000);
                assert!(output(&short) == short, "nothing is left out");
                let long = text(2 * (HEAD + TAIL));
                let kept = output(&long);
                assert!(!kept.contains('\u{fffd}'));
                let (head, rest) = kept.split_once("\n… ").expect("a note");
                let (left_out, tail) = rest.split_once(" bytes left out …\n").expect("a note");
                assert!(long.starts_with(head) && long.ends_with(tail));
                assert_eq!(left_out.parse(), Ok(long.len() - head.len() - tail.len()));
            }
        }
    }
}
