//! Python's `os.path` on POSIX, as text: nothing here looks at a disk.

/// `os.path.join`
pub(crate) fn join(parts: &[&str]) -> String {
    let mut joined = String::new();
    for (index, part) in parts.iter().enumerate() {
        if part.starts_with('/') || index == 0 {
            joined.clear();
            joined.push_str(part);
        } else {
            if !joined.is_empty() && !joined.ends_with('/') {
                joined.push('/');
            }
            joined.push_str(part);
        }
    }
    joined
}

/// `os.path.normpath`
pub(crate) fn normalize(path: &str) -> String {
    if path.is_empty() {
        return ".".to_owned();
    }
    // POSIX gives two leading slashes a meaning of their own; three or more are one.
    let root = match path.bytes().take_while(|byte| *byte == b'/').count() {
        0 => "",
        2 => "//",
        _ => "/",
    };
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." if segments.last().is_some_and(|last| *last != "..") => {
                segments.pop();
            }
            ".." if !root.is_empty() => {}
            _ => segments.push(segment),
        }
    }
    let normal = format!("{root}{}", segments.join("/"));
    if normal.is_empty() { ".".to_owned() } else { normal }
}

/// `os.path.abspath`
pub(crate) fn absolute(path: &str, cwd: &str) -> String {
    normalize(&join(&[cwd, path]))
}

/// `os.path.relpath`; none where Python raises, which is for an empty path.
pub(crate) fn relative(path: &str, start: &str, cwd: &str) -> Option<String> {
    if path.is_empty() {
        return None;
    }
    let (path, start) = (absolute(path, cwd), absolute(start, cwd));
    let segments = |path: &str| -> Vec<String> {
        path.split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
    };
    let (path, start) = (segments(&path), segments(&start));
    let common = path.iter().zip(&start).take_while(|(a, b)| a == b).count();
    let mut relative = vec![".."; start.len() - common];
    relative.extend(path[common..].iter().map(String::as_str));
    Some(if relative.is_empty() { ".".to_owned() } else { relative.join("/") })
}

/// `os.path.split`: folder and last name.
fn split(path: &str) -> (&str, &str) {
    let at = path.rfind('/').map_or(0, |at| at + 1);
    let (head, tail) = path.split_at(at);
    let stripped = head.trim_end_matches('/');
    (if stripped.is_empty() { head } else { stripped }, tail)
}

/// `os.path.dirname`
pub(crate) fn dirname(path: &str) -> &str {
    split(path).0
}

/// `os.path.basename`
pub(crate) fn basename(path: &str) -> &str {
    split(path).1
}

/// `os.path.splitext`: a name's leading dots start no extension.
pub(crate) fn splitext(path: &str) -> (&str, &str) {
    let name_at = path.rfind('/').map_or(0, |at| at + 1);
    let name = &path[name_at..];
    let leading = name.len() - name.trim_start_matches('.').len();
    match name[leading..].rfind('.') {
        Some(dot) => path.split_at(name_at + leading + dot),
        None => (path, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values are CPython 3.11's `posixpath`.
    #[test]
    fn as_posixpath() {
        assert_eq!(join(&["a", "b", "c"]), "a/b/c");
        assert_eq!(join(&["a/", "b", "/c", "", "d"]), "/c/d");
        assert_eq!(join(&["a", ""]), "a/");
        assert_eq!(join(&["", "a"]), "a");
        for (path, expected) in [
            ("", "."),
            (".", "."),
            ("a//b/./c/..", "a/b"),
            ("../a/..", ".."),
            ("/..", "/"),
            ("//a", "//a"),
            ("///a/", "/a"),
            ("a/../..", ".."),
            ("/a/../../b", "/b"),
        ] {
            assert_eq!(normalize(path), expected, "{path}");
        }
        assert_eq!(absolute("../x", "/a/b"), "/a/x");
        assert_eq!(relative("/a/c", "/a/b", "/").as_deref(), Some("../c"));
        assert_eq!(relative("x", ".", "/a").as_deref(), Some("x"));
        assert_eq!(relative("/a", "/a", "/").as_deref(), Some("."));
        assert_eq!(relative("", "/a", "/"), None);
        assert_eq!((dirname("/a/b"), basename("/a/b")), ("/a", "b"));
        assert_eq!((dirname("/a"), dirname("a"), dirname("a//b"), dirname("//")), ("/", "", "a", "//"));
        assert_eq!(splitext("a/b.tar.gz"), ("a/b.tar", ".gz"));
        assert_eq!(splitext(".bashrc"), (".bashrc", ""));
        assert_eq!(splitext("a.b/c"), ("a.b/c", ""));
        assert_eq!(splitext("..x.y"), ("..x", ".y"));
    }
}
