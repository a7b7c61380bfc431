//! Reading flow collections of masked YAML: `[a, b]`, `{ a: b }`.

use std::ops::Range;

use super::scan::{Reach, Scan, is_callable, plain_kind};
use super::yaml::YamlTokenKind;

/// A bracket that is open.
struct Level {
    open: usize,
    /// Where what stands before the next comma begins.
    item: Option<usize>,
    /// Whether its keys are arguments.
    callable: bool,
}

impl Scan<'_> {
    /// Reads a flow collection; says where it ends. One that is not closed ends before the next line that is not deeper
    /// than what it belongs to.
    pub(super) fn flow(&mut self, open: usize, callable: bool) -> usize {
        let deeper_than = self.column_of_owner();
        let mut levels = vec![Level { open, item: None, callable }];
        let mut tagged_callable = false;
        let mut is_variable = false;
        let mut at = open + 1;
        let mut last = at;
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            match byte {
                b'\n' => {
                    let first = self.skip_blanks(at + 1);
                    let closes = matches!(self.bytes.get(first), Some(b']' | b'}'));
                    if !closes && !self.goes_on(at + 1, deeper_than) {
                        break;
                    }
                    at += 1;
                    continue;
                }
                b' ' | b'\t' => {
                    at += 1;
                    continue;
                }
                b'#' if self.bytes[at - 1].is_ascii_whitespace() => {
                    let end = self.line_end(at);
                    let comment = at + self.bytes[at..end].trim_ascii_end().len();
                    self.token(YamlTokenKind::Comment, at..comment);
                    at = end;
                    continue;
                }
                b',' => {
                    self.end_item(&mut levels, last);
                    (tagged_callable, is_variable) = (false, false);
                    at += 1;
                    continue;
                }
                b']' | b'}' => {
                    self.end_item(&mut levels, last);
                    at += 1;
                    if let Some(level) = levels.pop() {
                        let group = self.span(level.open..at);
                        self.yaml.groups.push(group);
                    }
                    last = at;
                    if levels.is_empty() {
                        return at;
                    }
                    continue;
                }
                _ => {}
            }
            if let Some(level) = levels.last_mut() {
                level.item.get_or_insert(at);
            }
            let line_end = self.line_end(at);
            let close = match byte {
                b'[' | b'{' => {
                    levels.push(Level { open: at, item: None, callable: tagged_callable });
                    at += 1;
                    last = at;
                    continue;
                }
                b'!' | b'&' | b'*' => {
                    let word = self.word_end(at + 1, line_end);
                    let kind = match byte {
                        b'!' => YamlTokenKind::Tag,
                        b'&' => YamlTokenKind::Anchor,
                        _ => YamlTokenKind::Alias,
                    };
                    if byte == b'!' {
                        tagged_callable = is_callable(&self.bytes[at..word]);
                        is_variable = self.bytes[at..word].starts_with(b"!var");
                    }
                    self.token(kind, at..word);
                    word
                }
                b':' => at + 1,
                b'"' | b'\'' => {
                    let close = self.quoted_end(at, Reach::Lines { deeper_than }).unwrap_or(line_end);
                    let kind = if is_variable { YamlTokenKind::Variable } else { YamlTokenKind::String };
                    self.scalar(&levels, kind, at..close);
                    close
                }
                _ => {
                    let close = self.flow_plain_end(at, line_end);
                    let kind = if is_variable {
                        YamlTokenKind::Variable
                    } else {
                        plain_kind(&self.bytes[at..close])
                    };
                    self.scalar(&levels, kind, at..close);
                    close
                }
            };
            at = close.max(at + 1);
            last = at;
        }
        self.end_item(&mut levels, last);
        for level in levels {
            let group = self.span(level.open..last.max(level.open));
            self.yaml.groups.push(group);
        }
        last
    }

    fn end_item(&mut self, levels: &mut [Level], end: usize) {
        if let Some(start) = levels.last_mut().and_then(|level| level.item.take()) {
            let group = self.span(start..end.max(start));
            self.yaml.groups.push(group);
        }
    }

    /// A scalar in a flow collection, which is a key if a colon follows.
    fn scalar(&mut self, levels: &[Level], kind: YamlTokenKind, range: Range<usize>) {
        let colon = self.skip_blanks(range.end);
        let is_key = self.bytes.get(colon) == Some(&b':')
            && self.bytes.get(colon + 1).is_none_or(|byte| {
                byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
            });
        let kind = match levels.last() {
            Some(level) if is_key && level.callable => YamlTokenKind::Argument,
            Some(_) if is_key => YamlTokenKind::Key,
            _ => kind,
        };
        self.token(kind, range);
    }

    fn flow_plain_end(&self, at: usize, end: usize) -> usize {
        let close = (at..end)
            .find(|at| match self.bytes[*at] {
                b',' | b'[' | b']' | b'{' | b'}' => true,
                b':' => self.bytes.get(at + 1).is_none_or(|byte| {
                    byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
                }),
                b'#' => self.bytes[*at - 1].is_ascii_whitespace(),
                _ => false,
            })
            .unwrap_or(end);
        at + self.bytes[at..close].trim_ascii_end().len()
    }
}
