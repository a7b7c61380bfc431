//! Paths as uris, and back.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use ls_types::Uri;
use serde_json::Value;

/// The scheme of previews.
pub(crate) const PREVIEW: &str = "forgather-preview";

/// The absolute path of a `file` uri, without `.` and `..`.
pub(crate) fn to_path(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    let path = uri.to_file_path().filter(|path| path.is_absolute())?;
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            std::path::Component::ParentDir => {
                normal.pop();
            }
            std::path::Component::CurDir => {}
            other => normal.push(other),
        }
    }
    Some(normal)
}

/// The uri of an absolute path.
pub(crate) fn from_path(path: &Path) -> Option<Uri> {
    Uri::from_file_path(path)
}

/// Writes characters that no uri may hold as percent escapes, wherever a message holds a uri: some clients send blanks
/// and letters of other scripts as they are.
pub(crate) fn escape_all(params: &mut Value) {
    match params {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(text) if key == "uri" || key.ends_with("Uri") => {
                        if let Cow::Owned(escaped) = escape(text) {
                            *text = escaped;
                        }
                    }
                    // Texts hold no uris, and may be long.
                    Value::String(_) => {}
                    nested => escape_all(nested),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(escape_all),
        _ => {}
    }
}

fn escape(uri: &str) -> Cow<'_, str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte);
    let bytes = uri.as_bytes();
    let is_escape =
        |at: usize| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    if bytes.iter().enumerate().all(|(at, byte)| allowed(*byte) && (*byte != b'%' || is_escape(at))) {
        return Cow::Borrowed(uri);
    }
    let mut escaped = String::with_capacity(uri.len() + 8);
    for (at, byte) in bytes.iter().enumerate() {
        if allowed(*byte) && (*byte != b'%' || is_escape(at)) {
            escaped.push(char::from(*byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    #[cfg(unix)]
    fn odd_uris_are_read() {
        for (uri, path) in [
            ("file:///a%20b/c.yaml", Some("/a b/c.yaml")),
            ("file:///a b/é.yaml", Some("/a b/é.yaml")),
            ("file:///100%/[x].yaml", Some("/100%/[x].yaml")),
            ("file:///a/../b/./c.yaml", Some("/b/c.yaml")),
            ("FILE:///a.yaml", Some("/a.yaml")),
            ("untitled:Untitled-1", None),
            ("file:relative.yaml", None),
        ] {
            let mut params = json!({"textDocument": {"uri": uri, "text": "a b"}});
            escape_all(&mut params);
            let text = params["textDocument"]["uri"].as_str().expect("a string");
            let uri: Uri = text.parse().expect("a uri");
            assert_eq!(to_path(&uri), path.map(PathBuf::from), "{text}");
            assert_eq!(params["textDocument"]["text"], "a b");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_path_comes_back() {
        for path in ["/a b/ü.yaml", "/100%/#?.yaml", "/[x]/(y)+z@1.yaml"] {
            let uri = from_path(Path::new(path)).expect("a uri");
            assert_eq!(to_path(&uri).as_deref(), Some(Path::new(path)));
        }
    }
}
