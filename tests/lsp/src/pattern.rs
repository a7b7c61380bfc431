//! Patterns of messages: what must be there, whatever else is.

use serde_json::Value;

/// Why a value does not fit a pattern, if it does not. An object needs the pattern's fields and may have more; a list
/// fits element by element; `"..."` at the end of a text stands for any rest, and `"?"` for any value; null fits what is
/// not there.
pub fn mismatch(pattern: &Value, value: &Value) -> Option<String> {
    match (pattern, value) {
        (Value::String(pattern), _) if pattern == "?" => None,
        (Value::Object(fields), Value::Object(_)) => fields.iter().find_map(|(key, pattern)| {
            let why = mismatch(pattern, value.get(key).unwrap_or(&Value::Null))?;
            Some(format!(".{key}{why}"))
        }),
        (Value::Array(patterns), Value::Array(values)) if patterns.len() == values.len() => patterns
            .iter()
            .zip(values)
            .enumerate()
            .find_map(|(index, (pattern, value))| Some(format!("[{index}]{}", mismatch(pattern, value)?))),
        (Value::String(pattern), Value::String(text)) => {
            let fits = match pattern.strip_suffix("...") {
                Some(start) => text.starts_with(start),
                None => pattern == text,
            };
            (!fits).then(|| format!(": {text:?} is not {pattern:?}"))
        }
        _ if pattern == value => None,
        _ => Some(format!(": {value} is not {pattern}")),
    }
}
