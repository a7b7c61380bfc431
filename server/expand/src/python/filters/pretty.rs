//! `pprint.pformat`: what fits into 80 columns stays on one line, dicts are sorted.

use minijinja::Value;
use minijinja::value::Tuple;

use super::super::error::PyResult;
use super::super::kind::{Kind, MAX_DEPTH, MAX_ITEMS, kind, limit};
use super::super::ops::sort_with_keys;
use super::super::repr::{repr, str_repr};
use super::super::value::{Dict, List};

const WIDTH: usize = 80;

/// `pprint.pformat(value)`
pub(super) fn pretty(value: &Value) -> PyResult<String> {
    let mut out = String::new();
    write(&mut out, &sorted(value, 0, &mut 0)?, 0, 0, 0)?;
    Ok(out)
}

/// The value with the dicts in it sorted.
fn sorted(value: &Value, depth: usize, count: &mut usize) -> PyResult<Value> {
    *count += 1;
    if depth > MAX_DEPTH || *count > MAX_ITEMS {
        return Err(limit("value too large or nested too deeply"));
    }
    let mut all = |items: Vec<Value>| -> PyResult<Vec<Value>> {
        items.iter().map(|item| sorted(item, depth + 1, count)).collect()
    };
    Ok(match kind(value) {
        Kind::List(items) => List::value(all(items)?),
        Kind::Tuple(items) => Tuple::from(all(items)?).into(),
        Kind::Dict(entries) => {
            let keys = entries.iter().map(|(key, _)| (key.clone(), key.clone())).collect();
            // Keys that cannot be compared are ordered by the names of their types.
            let keys = sort_with_keys(keys, false).unwrap_or_else(|_| {
                let mut keys: Vec<Value> = entries.iter().map(|(key, _)| key.clone()).collect();
                keys.sort_by_key(super::super::kind::type_name);
                keys
            });
            let mut result = indexmap::IndexMap::new();
            for key in keys {
                if let Some(item) = super::super::ops::get_item(value, &key)? {
                    result.insert(key, sorted(&item, depth + 1, count)?);
                }
            }
            Dict::value(result)
        }
        _ => value.clone(),
    })
}

/// Writes a value that starts at column `indent`; `allowance` columns follow it on its last line.
fn write(out: &mut String, value: &Value, indent: usize, allowance: usize, level: usize) -> PyResult<()> {
    let text = repr(value);
    let level = level + 1;
    if text.chars().count() <= WIDTH.saturating_sub(indent + allowance) {
        out.push_str(&text);
        return Ok(());
    }
    match kind(value) {
        Kind::Dict(entries) => {
            out.push('{');
            let count = entries.len();
            for (index, (key, item)) in entries.iter().enumerate() {
                let (key, last) = (repr(key), index + 1 == count);
                out.push_str(&key);
                out.push_str(": ");
                let column = indent + 1 + key.chars().count() + 2;
                write(out, item, column, if last { allowance + 1 } else { 1 }, level)?;
                if !last {
                    new_line(out, indent + 1);
                }
            }
            out.push('}');
        }
        Kind::List(items) => write_items(out, ("[", &items, "]"), indent, allowance, level)?,
        Kind::Tuple(items) => {
            let close = if items.len() == 1 { ",)" } else { ")" };
            write_items(out, ("(", &items, close), indent, allowance, level)?;
        }
        Kind::Str(text) => write_text(out, text, indent, allowance, level),
        _ => out.push_str(&text),
    }
    Ok(())
}

fn new_line(out: &mut String, indent: usize) {
    out.push_str(",\n");
    out.extend(std::iter::repeat_n(' ', indent));
}

fn write_items(
    out: &mut String,
    (open, items, close): (&str, &[Value], &str),
    indent: usize,
    allowance: usize,
    level: usize,
) -> PyResult<()> {
    out.push_str(open);
    for (index, item) in items.iter().enumerate() {
        let last = index + 1 == items.len();
        write(out, item, indent + 1, if last { allowance + close.len() } else { 1 }, level)?;
        if !last {
            new_line(out, indent + 1);
        }
    }
    out.push_str(close);
    Ok(())
}

/// Splits a long string into literals of words, one a line.
fn write_text(out: &mut String, text: &str, indent: usize, allowance: usize, level: usize) {
    let (indent, allowance) = if level == 1 { (indent + 1, allowance + 1) } else { (indent, allowance) };
    let lines = super::super::methods::split_lines(text, true);
    let (width, mut last_width) = (WIDTH.saturating_sub(indent), WIDTH.saturating_sub(indent));
    let mut chunks = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if index + 1 == lines.len() {
            last_width = last_width.saturating_sub(allowance);
        }
        if str_repr(line).chars().count() <= last_width {
            chunks.push(str_repr(line));
            continue;
        }
        let parts = words(line);
        let mut current = String::new();
        for (at, part) in parts.iter().enumerate() {
            let candidate = format!("{current}{part}");
            let last = at + 1 == parts.len() && index + 1 == lines.len();
            let limit = if last { last_width } else { width };
            if str_repr(&candidate).chars().count() > limit {
                if !current.is_empty() {
                    chunks.push(str_repr(&current));
                }
                (*part).clone_into(&mut current);
            } else {
                current = candidate;
            }
        }
        if !current.is_empty() {
            chunks.push(str_repr(&current));
        }
    }
    if let [only] = chunks.as_slice() {
        out.push_str(only);
        return;
    }
    if level == 1 {
        out.push('(');
    }
    let separator = format!("\n{}", " ".repeat(indent));
    out.push_str(&chunks.join(&separator));
    if level == 1 {
        out.push(')');
    }
}

/// The words of a line, each with the whitespace after it.
fn words(line: &str) -> Vec<&str> {
    let is_space = super::super::number::is_space;
    let mut words = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let word = rest.find(is_space).unwrap_or(rest.len());
        let end = rest[word..].find(|c| !is_space(c)).map_or(rest.len(), |end| word + end);
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
    words
}
