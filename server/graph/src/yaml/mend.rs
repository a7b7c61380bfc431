//! Where a syntax error most likely comes from: the line whose smallest repair makes the text readable.
//!
//! `PyYAML` notices a missing `:`, quote or bracket, or a line that is indented unlike its neighbours, on a later line, or
//! at the end of the text. Each suspicious line before that place is mended in the way that it looks broken, and the text
//! is read again: if the error is gone, that was it.

use super::parser::{Event, Handles, Parser};
use super::reader::Reader;
use crate::problem::{Cause, Fix};
use crate::span::Span;

/// How many lines before an error are looked at.
const MAX_LINES: usize = 80;

/// How many repairs are tried.
const MAX_TRIALS: usize = 40;

/// How many bytes are read again for each.
const MAX_PART: usize = 64 << 10;

/// A repair of one line.
struct Repair {
    /// What is wrong with it, in bytes of the whole text.
    place: Span,
    message: String,
    title: String,
    /// What is replaced in the whole text, and by what.
    edit: Span,
    new: String,
}

/// The repair after which the text can be read beyond the error at byte `at`. Nothing before byte `from`, the beginning of a
/// line, is looked at.
pub(super) fn cause(text: &str, from: usize, at: usize) -> Option<Cause> {
    let lines = Lines::around(text, from, at);
    let part = &text[lines.start..lines.end];
    if part.len() > MAX_PART || first_fault(part) != Some(at - lines.start) {
        return None;
    }
    let fault_line_end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    // Where the first error is after a repair; none if there is none, or it is no better.
    let after = |repair: &Repair| {
        let edit = repair.edit.start.to_usize() - lines.start..repair.edit.end.to_usize() - lines.start;
        let mut mended = String::with_capacity(part.len() + repair.new.len());
        mended.push_str(&part[..edit.start]);
        mended.push_str(&repair.new);
        mended.push_str(&part[edit.end..]);
        let grown = repair.new.len() as isize - edit.len() as isize;
        let beyond = (fault_line_end - lines.start) as isize + grown;
        first_fault(&mended).map_or(Some(usize::MAX), |fault| (fault as isize > beyond).then_some(fault))
    };
    let broken = lines.before(at).flat_map(|index| lines.broken(index));
    let odd = lines.before(at).flat_map(|index| lines.odd_indentation(index, true));
    let any = lines.before(at).flat_map(|index| lines.odd_indentation(index, false));
    // A repair that makes all of it readable is better than one that only gets further.
    let mut best: Option<(usize, Repair)> = None;
    for repair in broken.chain(odd).chain(any).take(MAX_TRIALS) {
        let Some(reached) = after(&repair) else { continue };
        if best.as_ref().is_none_or(|(known, _)| reached > *known) {
            best = Some((reached, repair));
        }
        if reached == usize::MAX {
            break;
        }
    }
    let (_, found) = best?;
    let Repair { place, message, title, edit, new } = found;
    Some(Cause { span: place, message, fix: Fix { title, span: edit, text: new } })
}

/// Where a text's first syntax error is, in bytes.
fn first_fault(text: &str) -> Option<usize> {
    let mut parser = Parser::new(Reader::new(text, 0, text.is_ascii()), Handles::new());
    loop {
        match parser.next() {
            Ok(Event::StreamEnd) => return None,
            Ok(_) => {}
            Err(fault) => return Some(fault.at()),
        }
    }
}

/// The lines of the entries of the root around an error.
struct Lines<'t> {
    text: &'t str,
    /// Where each line starts and ends, without its line break.
    all: Vec<(usize, usize)>,
    start: usize,
    end: usize,
    /// How much deeper children are usually indented.
    unit: usize,
}

impl<'t> Lines<'t> {
    fn around(text: &'t str, from: usize, at: usize) -> Self {
        let lines = text[from..at].match_indices('\n').map(|(length, _)| from + length + 1);
        let begins: Vec<usize> = std::iter::once(from).chain(lines).collect();
        let wanted = begins[begins.len().saturating_sub(MAX_LINES)];
        let is_entry = |start: usize| text[start..].starts_with(|ch: char| !ch.is_whitespace() && ch != '#');
        let start =
            begins.iter().rev().copied().find(|start| *start <= wanted && is_entry(*start)).unwrap_or(from);
        let end = text[at..]
            .match_indices('\n')
            .map(|(length, _)| at + length + 1)
            .find(|start| is_entry(*start))
            .unwrap_or(text.len());
        let mut all = Vec::new();
        let mut from = start;
        for line in text[start..end].split_inclusive('\n') {
            all.push((from, from + line.trim_end_matches(['\n', '\r']).len()));
            from += line.len();
        }
        Self { text, all, start, end, unit: usual_unit(text) }
    }

    fn line(&self, index: usize) -> &'t str {
        let (start, end) = self.all[index];
        &self.text[start..end]
    }

    fn indent(&self, index: usize) -> usize {
        let line = self.line(index);
        line.len() - line.trim_start_matches(' ').len()
    }

    fn is_blank(&self, index: usize) -> bool {
        let line = self.line(index).trim_start();
        line.is_empty() || line.starts_with('#')
    }

    /// The lines up to that of byte `at`, the nearest first, without blank ones.
    fn before(&self, at: usize) -> impl Iterator<Item = usize> {
        let count = self.all.partition_point(|(start, _)| *start <= at);
        let least = count.saturating_sub(MAX_LINES);
        (least..count).rev().filter(|index| !self.is_blank(*index))
    }

    fn near(&self, mut indices: impl Iterator<Item = usize>) -> Option<usize> {
        indices.find(|index| !self.is_blank(*index))
    }

    fn previous(&self, index: usize) -> Option<usize> {
        self.near((0..index).rev())
    }

    fn next(&self, index: usize) -> Option<usize> {
        self.near(index + 1..self.all.len())
    }

    /// How a line looks broken by itself: a quote or bracket that is not closed on it, a key without its `:`.
    fn broken(&self, index: usize) -> Vec<Repair> {
        let (start, _) = self.all[index];
        let line = self.line(index);
        let scan = scan(line);
        let mut repairs = Vec::new();
        let span = |from: usize, to: usize| Span::new((start + from) as u32, (start + to) as u32);
        if let Some((open, quote)) = scan.quote {
            // Inside brackets the text ends before what closes them.
            let whole = line.trim_end().len();
            let inner = line[..whole].trim_end_matches([']', '}', ' ', ',']).len();
            let mut ends = vec![whole];
            if inner < whole && inner > open {
                ends.insert(usize::from(scan.brackets.is_empty()), inner);
            }
            if line[..whole].ends_with(':') {
                ends.push(whole - 1);
            }
            for end in ends {
                repairs.push(Repair {
                    place: span(open, end),
                    message: format!("this `{quote}` is not closed"),
                    title: format!("add the closing `{quote}`"),
                    edit: span(end, end),
                    new: quote.to_string(),
                });
            }
            return repairs;
        }
        if let Some((open, bracket)) = scan.brackets.first().copied() {
            let closing: String =
                scan.brackets.iter().rev().map(|(_, open)| if *open == '[' { ']' } else { '}' }).collect();
            let end = line[..scan.end].trim_end().len();
            repairs.push(Repair {
                place: span(open, open + 1),
                message: format!("this `{bracket}` is not closed"),
                title: format!("add the closing `{closing}`"),
                edit: span(end, end),
                new: if line[..end].ends_with(['[', '{']) { closing } else { format!(" {closing}") },
            });
            return repairs;
        }
        let content = line.trim_start_matches([' ', '-']);
        let from = line.len() - content.len();
        let word = content
            .find(|ch: char| !(ch.is_alphanumeric() || matches!(ch, '_' | '.')))
            .unwrap_or(content.len());
        let rest = &content[word..];
        let key = &content[..word];
        if word > 0
            && (rest.is_empty() || rest.starts_with(' '))
            && !content.contains(": ")
            && !content.ends_with(':')
        {
            repairs.push(Repair {
                place: span(from, from + content.trim_end().len()),
                message: format!("expected `:` after `{key}`"),
                title: "add the `:`".to_owned(),
                edit: span(from + word, from + word),
                new: ":".to_owned(),
            });
        } else if word > 0 && rest.starts_with(':') && rest.len() > 1 && !rest[1..].starts_with(' ') {
            repairs.push(Repair {
                place: span(from + word, from + word + 1),
                message: format!("expected a space after the `:` of `{key}`"),
                title: "add the space".to_owned(),
                edit: span(from + word + 1, from + word + 1),
                new: " ".to_owned(),
            });
        }
        repairs
    }

    /// A line that is indented unlike a neighbour, as that neighbour is. `odd` ones are those whose indentation is no usual
    /// step.
    fn odd_indentation(&self, index: usize, odd: bool) -> Vec<Repair> {
        let own = self.indent(index);
        if own.is_multiple_of(self.unit.max(1)) == odd {
            return Vec::new();
        }
        let neighbours = [self.next(index), self.previous(index)];
        let mut wanted: Vec<usize> =
            neighbours.into_iter().flatten().map(|other| self.indent(other)).collect();
        wanted.retain(|indent| *indent != own);
        wanted.dedup();
        let (start, end) = self.all[index];
        wanted
            .into_iter()
            .map(|indent| Repair {
                place: Span::new((start + own) as u32, end as u32),
                message: format!(
                    "this line is indented by {}, its neighbours by {indent}",
                    if own == 1 { "1 space".to_owned() } else { format!("{own} spaces") }
                ),
                title: format!("indent by {indent}"),
                edit: Span::new(start as u32, (start + own) as u32),
                new: " ".repeat(indent),
            })
            .collect()
    }
}

/// The step of indentation that is most common in a text.
fn usual_unit(text: &str) -> usize {
    const MAX_LINES: usize = 2000;
    let mut counts = [0usize; 9];
    let mut previous = 0;
    for line in text.lines().take(MAX_LINES) {
        let content = line.trim_start_matches(' ');
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let indent = line.len() - content.len();
        if let Some(count) = counts[1..].get_mut(indent.saturating_sub(previous).wrapping_sub(1)) {
            *count += 1;
        }
        previous = indent;
    }
    // Nobody indents by an odd number of spaces on purpose.
    (1..counts.len()).rev().max_by_key(|step| (counts[*step], step % 2 == 0)).unwrap_or(2)
}

/// What a line leaves open.
struct Open {
    /// Brackets, from the outside.
    brackets: Vec<(usize, char)>,
    /// A quote.
    quote: Option<(usize, char)>,
    /// Where the comment, or else the line, begins to end.
    end: usize,
}

/// Reads one line as if nothing were open before it.
fn scan(line: &str) -> Open {
    let bytes = line.as_bytes();
    let mut open = Open { brackets: Vec::new(), quote: None, end: line.len() };
    let mut can_start = true;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'\'' | b'"' if can_start => {
                let Some(close) = closing_quote(bytes, at) else {
                    open.quote = Some((at, byte as char));
                    return open;
                };
                at = close;
                can_start = false;
            }
            b'[' | b'{' if can_start || !open.brackets.is_empty() => {
                open.brackets.push((at, byte as char));
                can_start = true;
            }
            b']' | b'}' => {
                open.brackets.pop();
                can_start = false;
            }
            b'#' if at == 0 || matches!(bytes[at - 1], b' ' | b'\t') => {
                open.end = at;
                return open;
            }
            b' ' => {}
            // A value may begin after the key, a list's dash, a comma, a tag or an anchor.
            b':' | b',' | b'-' | b'?' => can_start = true,
            b'!' | b'&' if can_start => {
                at += bytes[at..].iter().position(|byte| *byte == b' ').unwrap_or(bytes.len() - at);
                continue;
            }
            _ => can_start = false,
        }
        at += 1;
    }
    open
}

/// Where the quote that opens at `open` is closed on the same line.
fn closing_quote(bytes: &[u8], open: usize) -> Option<usize> {
    let quote = bytes[open];
    let mut at = open + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            byte if byte == quote && quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 1,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{cause, first_fault};

    /// `$` marks where `PyYAML` has the error. The text that is blamed, why, and the mended line.
    #[track_caller]
    fn check(text: &str, blamed: &str, message: &str, mended: &str) {
        let at = first_fault(text).expect("there is an error");
        let found = cause(text, 0, at).expect("there is a cause");
        assert_eq!((found.span.of(text), found.message.as_str()), (blamed, message), "{text}");
        let mut after = text.to_owned();
        after.replace_range(found.fix.span.start.to_usize()..found.fix.span.end.to_usize(), &found.fix.text);
        assert_eq!(first_fault(&after), None, "{after}");
        assert!(after.lines().any(|line| line == mended), "{after}");
    }

    #[test]
    fn a_missing_colon_is_on_the_line_without_one() {
        check("x:\n    lr 1e-3\n    betas: 5\n", "lr 1e-3", "expected `:` after `lr`", "    lr: 1e-3");
        check(
            "x:\n    a: 1\n    lr \"x\"\n    betas: 5\n",
            "lr \"x\"",
            "expected `:` after `lr`",
            "    lr: \"x\"",
        );
        check("x:\n    lr:1\n    betas: 5\n", ":", "expected a space after the `:` of `lr`", "    lr: 1");
    }

    #[test]
    fn an_open_quote_is_where_it_opens() {
        check(
            "x:\n    a: \"one\n    b: \"two\"\n    c: 3\ny: 1\n",
            "\"one",
            "this `\"` is not closed",
            "    a: \"one\"",
        );
        check("x: [ a, 'b ]\ny: 'c'\nz: 1\n", "'b", "this `'` is not closed", "x: [ a, 'b' ]");
    }

    #[test]
    fn an_open_bracket_is_where_it_opens() {
        check(
            "x:\n    a: !f [ 1 # one\n    b: 2\ny: 1\n",
            "[",
            "this `[` is not closed",
            "    a: !f [ 1 ] # one",
        );
        check("x: { a: [\ny: 1\n", "{", "this `{` is not closed", "x: { a: []}");
    }

    #[test]
    fn a_line_indented_unlike_its_neighbours_is_the_one() {
        check(
            "x:\n      a: 1\n    b: 2\n    c: 3\ny:\n    d: 1\n",
            "a: 1",
            "this line is indented by 6 spaces, its neighbours by 4",
            "    a: 1",
        );
        check(
            "x:\n   a: 1\n    b: 2\ny:\n    d: 1\n",
            "a: 1",
            "this line is indented by 3 spaces, its neighbours by 4",
            "    a: 1",
        );
    }

    #[test]
    fn what_no_small_repair_mends_has_no_cause() {
        let text = "x: `y`\nz: 1\n";
        assert_eq!(cause(text, 0, first_fault(text).expect("an error")), None);
    }
}
