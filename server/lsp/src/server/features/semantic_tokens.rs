//! `textDocument/semanticTokens/full`, `full/delta`, `range`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use forgather_ide::semantic_tokens::{BlockRef, Modifiers, Token, TokenType, block_states, semantic_tokens};
use serde_json::{Value, json};

use super::{Feature, Request};
use crate::server::requests::Fault;

pub(super) const FEATURES: &[Feature] = &[
    Feature::of_active("textDocument/semanticTokens/full", |request| {
        let numbers = numbers(request, &tokens(request)?)?;
        let (id, numbers) = request.tokens.keep(&request.document()?.path, numbers);
        Ok(json!({"resultId": id, "data": *numbers}))
    }),
    Feature::of_active("textDocument/semanticTokens/full/delta", delta),
    Feature::of_active("textDocument/semanticTokens/range", |request| {
        let range = request.bytes(request.param("range")?)?;
        let mut tokens = tokens(request)?;
        tokens.retain(|token| token.span.start.index() < range.end && range.start < token.span.end.index());
        Ok(json!({"data": numbers(request, &tokens)?}))
    }),
];

/// The names of all types and modifiers, by their numbers.
pub(super) fn legend() -> Value {
    let types: Vec<&str> = TokenType::ALL.iter().map(|kind| kind.name()).collect();
    json!({"tokenTypes": types, "tokenModifiers": Modifiers::NAMES})
}

/// The tokens that each document had when they were last asked for: what a delta is from.
#[derive(Debug, Default)]
pub(crate) struct TokenResults(Mutex<Results>);

#[derive(Debug, Default)]
struct Results {
    last: u64,
    by_document: HashMap<PathBuf, (String, Arc<Vec<u32>>)>,
}

impl TokenResults {
    fn keep(&self, path: &Path, numbers: Vec<u32>) -> (String, Arc<Vec<u32>>) {
        let mut results = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        results.last += 1;
        let kept = (results.last.to_string(), Arc::new(numbers));
        results.by_document.insert(path.to_owned(), kept.clone());
        kept
    }

    fn of(&self, path: &Path, id: &str) -> Option<Arc<Vec<u32>>> {
        let results = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, numbers) = results.by_document.get(path)?;
        (known == id).then(|| Arc::clone(numbers))
    }

    /// Forgets a document's.
    pub(crate) fn forget(&self, path: &Path) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).by_document.remove(path);
    }
}

fn tokens(request: &Request<'_>) -> Result<Vec<Token>, Fault> {
    let file = request.document()?;
    let states = block_states(request.snapshot, file);
    let state = |block: &BlockRef<'_>| {
        let key = (block.template.map(str::to_owned), block.name.to_owned());
        states.get(&key).copied().unwrap_or_default()
    };
    Ok(semantic_tokens(&file.source, &state))
}

/// Tokens as the protocol writes them: five numbers each, places relative to the token before.
fn numbers(request: &Request<'_>, tokens: &[Token]) -> Result<Vec<u32>, Fault> {
    let source = &request.document()?.source;
    let mut numbers = Vec::with_capacity(tokens.len() * 5);
    let (mut line, mut column) = (0, 0);
    for token in tokens {
        let range = request.encoding.range(source, token.span.range());
        let start = range.start;
        let from = if start.line == line { column } else { 0 };
        let length = range.end.character - start.character;
        numbers.extend([start.line - line, start.character - from, length]);
        numbers.extend([token.kind as u32, token.modifiers.0]);
        (line, column) = (start.line, start.character);
    }
    Ok(numbers)
}

fn delta(request: &Request<'_>) -> Result<Value, Fault> {
    let path = &request.document()?.path;
    let previous: String = request.param("previousResultId")?;
    let before = request.tokens.of(path, &previous);
    let (id, now) = request.tokens.keep(path, numbers(request, &tokens(request)?)?);
    let Some(before) = before else { return Ok(json!({"resultId": id, "data": *now})) };
    let edits: Vec<Value> = edit(&before, &now).into_iter().collect();
    Ok(json!({"resultId": id, "edits": edits}))
}

/// The one edit that makes some numbers others: what both begin and end with stays.
fn edit(before: &[u32], now: &[u32]) -> Option<Value> {
    let same = before.iter().zip(now).take_while(|(a, b)| a == b).count();
    let (rest_before, rest_now) = (&before[same..], &now[same..]);
    let end = rest_before.iter().rev().zip(rest_now.iter().rev()).take_while(|(a, b)| a == b).count();
    let (removed, added) = (rest_before.len() - end, &rest_now[..rest_now.len() - end]);
    (removed > 0 || !added.is_empty()).then(|| json!({"start": same, "deleteCount": removed, "data": added}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_edit_makes_the_new_numbers() {
        let check = |before: &[u32], now: &[u32]| {
            let mut made = before.to_vec();
            if let Some(edit) = edit(before, now) {
                let number = |name: &str| edit[name].as_u64().expect("a number") as usize;
                let data: Vec<u32> = serde_json::from_value(edit["data"].clone()).expect("numbers");
                made.splice(number("start")..number("start") + number("deleteCount"), data);
            } else {
                assert_eq!(before, now);
            }
            assert_eq!(made, now);
        };
        check(&[], &[]);
        check(&[1, 2, 3], &[1, 2, 3]);
        check(&[1, 2, 3], &[1, 9, 9, 3]);
        check(&[1, 1, 1], &[1, 1]);
        check(&[1, 1], &[1, 1, 1]);
        check(&[], &[4]);
        check(&[4], &[]);
    }
}
